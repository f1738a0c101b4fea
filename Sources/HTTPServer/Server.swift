public import Cryptography
public import EventLoop
internal import Glibc
internal import Synchronization
public import Telemetry

/// A listener over several loops: one listening socket a loop on the same port, one handler a loop.
///
/// Isolation: any thread. Ends with `shutDown`; dropping it before leaves it running.
public final class Server: Sendable {
    /// As bound; the port is the kernel's choice where 0 was asked for.
    public let address: PeerAddress
    private let seats: [Seat]

    /// One loop's listener: made on the loop, and touched only there.
    private final class Seat: Sendable {
        let loop: EventLoop
        let listener = Mutex<LoopBound<Listener>?>(nil)

        init(_ loop: EventLoop) { self.loop = loop }
    }

    /// Binds, and begins to accept on every loop.
    ///
    /// - Parameters:
    ///   - address: port 0 asks the kernel for a free one.
    ///   - loops: at least one; each has its own listening socket and its own handler.
    ///   - tls: nil serves plain text; else the process ignores SIGPIPE from now on, since OpenSSL writes with write(2).
    ///   - makeHandler: called once on each loop.
    /// - Throws: `SystemError` of socket, bind or listen; nothing listens then.
    public init(
        _ address: PeerAddress, loops: [EventLoop], limits: ServerLimits, counters: Counters, tls: TLSContext? = nil,
        makeHandler: @escaping @Sendable (EventLoop) -> any RequestHandler
    ) throws(SystemError) {
        precondition(!loops.isEmpty, "a server needs a loop")
        if address.port != 0 { try ListeningSocket.probe(address) }
        if tls != nil { signal(SIGPIPE, SIG_IGN) }
        var bound = address
        var descriptors: [CInt] = []
        // All sockets are bound before one accepts: a failure leaves no half of a server.
        do throws(SystemError) {
            for _ in loops {
                let (descriptor, name) = try ListeningSocket.bind(bound, backlog: limits.backlog)
                descriptors.append(descriptor)
                bound = name
            }
        } catch {
            for descriptor in descriptors { close(descriptor) }
            throw error
        }
        self.address = bound
        seats = loops.map(Seat.init)
        let census = ConnectionCensus(totalCap: limits.connections, addressCap: limits.connectionsPerAddress)
        for (seat, descriptor) in zip(seats, descriptors) {
            seat.loop.submit {
                let host = ConnectionHost(
                    loop: seat.loop, limits: limits, counters: counters, census: census, handler: makeHandler(seat.loop),
                    isLoopback: address.isLoopback, tls: tls)
                let listener = Listener(ListeningSocket(owning: descriptor), host: host, descriptorLimit: Server.descriptorLimit())
                seat.listener.withLock { $0 = LoopBound(listener, on: seat.loop) }
                listener.start()
            }
        }
    }

    /// Stops accepting, ends idle connections, lets answers in flight end, and cuts what is left after `grace`.
    ///
    /// Returns when the last connection has ended: at once where none is open.
    public func shutDown(grace: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            for seat in seats { group.addTask { await Server.shutDown(seat, grace: grace) } }
        }
    }

    private static func shutDown(_ seat: Seat, grace: Duration) async {
        await withCheckedContinuation { continuation in
            seat.loop.submit {
                guard let listener = seat.listener.withLock({ $0.take() }) else { return continuation.resume() }
                listener.value.shutDown(grace: grace) { continuation.resume() }
            }
        }
    }

    private static func descriptorLimit() -> UInt64 {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        return UInt64(limit.rlim_cur)
    }
}
