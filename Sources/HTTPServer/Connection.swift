internal import EventLoop
internal import HTTPCore
internal import Telemetry

/// One client's connection: requests in, answers out, one after the other. Loop-confined; `run` is its life.
///
/// Registered with the kernel once, edge-triggered, for everything: what the kernel said last is kept in `mayRead` and `mayWrite`, so a
/// keep-alive request costs one receive, one send and its share of one wait.
final class Connection {
    enum Cut {
        case close
        case reset
    }

    let host: ConnectionHost
    let peer: PeerAddress
    /// The index in the host's list.
    var place = 0
    /// Lives as long as the connection; what the handler remembers of it, such as its place under a cap of its own.
    var companion: AnyObject?

    let transport: Transport
    var clientCertificate: [UInt8]?
    var checkedHost: (host: [UInt8], isMisdirected: Bool)?
    var watch: Watch?
    var timer: DeadlineTimer?
    var deadlines = ConnectionDeadlines()
    var parser: RequestParser
    var input = InputBuffer()
    var output = OutputBuffer()

    /// The kernel may have bytes for us; false only after it said that it has none.
    var mayRead = false
    var mayWrite = true
    /// What TLS asked for when it wanted the other direction first.
    var readsAfterWritable = false
    var writesAfterReadable = false
    /// The peer will send no more than what is in the kernel already.
    var isPeerFinished = false
    /// Everything the peer sent has been received.
    var hasInputEnded = false
    private(set) var isCut = false
    var isIdle = false
    /// Bytes may come that nobody will use, so the end has to be a slow one.
    private var mustLinger = false
    /// The wait for a body ran into its floor.
    var isBodyTooSlow = false
    var requestsWithoutWaiting = 0

    var reader = Waiter()
    var writer = Waiter()
    var writerLimit = 0
    var exchange: Exchange?

    init(_ transport: Transport, peer: PeerAddress, host: ConnectionHost) {
        self.transport = transport
        self.peer = peer
        self.host = host
        parser = host.parser
    }

    // MARK: its life

    func run() async {
        host.enter(self)
        if open(), await handshake() {
            while await serveOne() {}
            await linger()
        }
        cut(.close)
        timer?.cancel()
        timer = nil
        companion = nil
        host.leave(self)
    }

    /// Ends the connection if it waits for a request.
    func endIfIdle() {
        if isIdle, !mayRead { cut(.close) }
    }

    /// Ends the connection now, whoever waits on it; the second time nothing happens.
    func cut(_ how: Cut) {
        guard !isCut else { return }
        isCut = true
        watch?.cancel()
        watch = nil
        transport.close(resets: how == .reset)
        deadlines = ConnectionDeadlines()
        timer?.clear()
        // Before the unsent bytes are dropped: they say that the answer is not whole.
        exchange?.clientWent()
        input = InputBuffer()
        output = OutputBuffer()
        reader.wake()
        writer.wake()
    }

    private func open() -> Bool {
        timer = host.loop.timer { [unowned self] in deadlineCame() }
        do throws(SystemError) {
            watch = try host.loop.watch(transport.descriptor, for: [.readable, .writable, .peerFinished, .edgeTriggered]) {
                [unowned self] in report($0)
            }
            return true
        } catch {
            host.counters.add(.loopFailed)
            return false
        }
    }

    private func serveOne() async -> Bool {
        switch await nextHead() {
        case .head(let head): return await respond(to: head)
        case .fault(let fault):
            await refuse(fault)
            return false
        case .ended: return false
        }
    }

    private func respond(to head: RequestHead) async -> Bool {
        host.counters.add(.requests)
        host.counters.raise(.requestsInFlight)
        defer { host.counters.lower(.requestsInFlight) }
        let exchange = Exchange(head: head, connection: self)
        self.exchange = exchange
        await host.handler.respond(to: exchange)
        let isReusable = exchange.conclude()
        self.exchange = nil
        mustLinger = !exchange.isBodyFinished
        await send(downTo: 0)
        host.giveBackOutput(output.bytes)
        output = OutputBuffer()
        await yieldNowAndThen()
        return isReusable && !isCut
    }

    /// Answers what was no request; nothing behind it can be trusted to be one.
    private func refuse(_ fault: RequestFault) async {
        count(fault)
        mustLinger = true
        let (head, body) = host.handler.refusal(of: fault, peer: peer)
        output = OutputBuffer(reusing: host.takeOutput())
        appendHead(head, framing: .length(UInt64(body.count)), keepsAlive: false, version: .http11)
        output.bytes += body
        flush()
        await send(downTo: 0)
    }

    func count(_ fault: RequestFault) {
        host.counters.add(.parseRefused)
        switch fault.reason {
        case .requestLineTooLong: host.counters.add(.boundRequestLine)
        case .headerTooLarge: host.counters.add(.boundHeaderSection)
        case .tooManyFields: host.counters.add(.boundHeaderFields)
        case .chunkExtension: host.counters.add(.boundChunkExtension)
        default: break
        }
    }

    /// Reads on for a while after the last answer: closing with unread bytes resets, and a reset may eat the answer on its way.
    private func linger() async {
        guard !isCut, !hasInputEnded, mustLinger || mayRead || !input.isEmpty else { return }
        transport.finishSending()
        input = InputBuffer()
        var drained = 0
        expectRead(.drain, within: host.limits.drainDeadline)
        while drained <= host.limits.drainLimitBytes {
            switch receive() {
            case .bytes(let count): drained += count
            case .nothing: await waitReadable()
            case .ended: return
            }
        }
        host.counters.add(.boundDrain)
    }
}
