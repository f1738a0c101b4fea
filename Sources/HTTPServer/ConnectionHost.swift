internal import Cryptography
internal import EventLoop
internal import HTTPCore
internal import Telemetry

/// What all connections of one server on one loop share: the handler, the bounds, and memory they use in turn. Loop-confined.
@safe final class ConnectionHost {
    let loop: EventLoop
    let limits: ServerLimits
    let counters: Counters
    let census: ConnectionCensus
    let handler: any RequestHandler
    let parser: RequestParser
    let isLoopback: Bool
    let tls: TLSContext?
    // SAFETY: allocated and freed with the host; nobody keeps a pointer into it across a suspension.
    /// Received into and used up before anybody suspends: idle connections own no input memory.
    let scratch: UnsafeMutableRawBufferPointer
    static let scratchBytes = 64 * 1024
    var dateLine = DateLine()
    private(set) var isShuttingDown = false

    private var spareOutputs: [[UInt8]] = []
    /// BOUND: the census' total cap.
    private var connections: [Connection] = []
    private var whenEmpty: (() -> Void)?

    init(
        loop: EventLoop, limits: ServerLimits, counters: Counters, census: ConnectionCensus, handler: any RequestHandler,
        isLoopback: Bool, tls: TLSContext?
    ) {
        self.loop = loop
        self.limits = limits
        self.counters = counters
        self.census = census
        self.handler = handler
        self.isLoopback = isLoopback
        self.tls = tls
        parser = RequestParser(limits: limits.http, isSecure: tls != nil)
        unsafe scratch = .allocate(byteCount: ConnectionHost.scratchBytes, alignment: 16)
    }

    deinit { unsafe scratch.deallocate() }

    // MARK: the connections

    func enter(_ connection: Connection) {
        connection.place = connections.count
        connections.append(connection)
        counters.raise(.openConnections)
    }

    func leave(_ connection: Connection) {
        let last = connections.removeLast()
        if last !== connection {
            connections[connection.place] = last
            last.place = connection.place
        }
        census.leave(connection.peer)
        counters.lower(.openConnections)
        if connections.isEmpty { endShutDown() }
    }

    /// Idle connections end now, the others with the answer they are in.
    ///
    /// - Parameter isEmpty: called once, when the last connection has left or `cutAll` has cut it.
    func shutDown(isEmpty: @escaping () -> Void) {
        isShuttingDown = true
        guard !connections.isEmpty else { return isEmpty() }
        whenEmpty = isEmpty
        for connection in connections { connection.endIfIdle() }
    }

    /// Cuts what `shutDown` left; a handler that still works for a client cut off does not hold the shutdown up.
    func cutAll() {
        for connection in connections {
            counters.add(.boundShutdown)
            connection.cut(.reset)
        }
        endShutDown()
    }

    private func endShutDown() {
        guard let told = whenEmpty else { return }
        whenEmpty = nil
        told()
    }

    // MARK: memory for answers

    func takeOutput() -> [UInt8] { spareOutputs.popLast() ?? [] }

    /// - Parameter output: empty; its capacity is what is given back.
    func giveBackOutput(_ output: [UInt8]) {
        // BOUND: what stays after a burst of large answers is 64 buffers of 64 KiB at most.
        guard spareOutputs.count < 64, (1...64 * 1024).contains(output.capacity) else { return }
        spareOutputs.append(output)
    }
}
