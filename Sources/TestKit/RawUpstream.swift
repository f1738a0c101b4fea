internal import Glibc
internal import Synchronization

/// An upstream that does on the wire exactly what a test says, wrong things included: a listener on port 0 with a thread a connection.
public final class RawUpstream: Sendable {
    public let port: UInt16
    private let listener: CInt
    private let state = Mutex(State())

    private struct State {
        var connections: [RawConnection] = []
        var requests: [[UInt8]] = []
        var accepted = 0
        var isClosed = false
    }

    /// - Parameter serve: called on a thread of its own for each connection, with its number from 0; the connection closes when it returns.
    public init(_ serve: @escaping @Sendable (RawConnection, Int) -> Void) throws(RawUpstreamError) {
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0, let port = RawUpstream.bind(listener) else { throw RawUpstreamError() }
        self.port = port
        RawThread.start { [self] in accept(serve) }
    }

    /// Every request that `RawConnection.request` read, whole, in order of arrival.
    public var requests: [[UInt8]] { state.withLock { $0.requests } }
    public var accepted: Int { state.withLock { $0.accepted } }

    /// Closes the listener and every connection.
    public func close() {
        let connections = state.withLock { state in
            state.isClosed = true
            defer { state.connections = [] }
            return state.connections
        }
        for connection in connections { connection.shutdown() }
        // The thread in `accept` holds the descriptor: it is woken here and closes it there.
        _ = Glibc.shutdown(listener, CInt(SHUT_RDWR))
    }

    func record(_ request: [UInt8]) { state.withLock { $0.requests.append(request) } }

    private func accept(_ serve: @escaping @Sendable (RawConnection, Int) -> Void) {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            let connection = RawConnection(descriptor: descriptor, upstream: self)
            let number = state.withLock { state -> Int? in
                if state.isClosed { return nil }
                state.connections.append(connection)
                state.accepted += 1
                return state.accepted - 1
            }
            guard let number else {
                connection.close()
                continue
            }
            RawThread.start {
                serve(connection, number)
                connection.close()
            }
        }
        _ = Glibc.close(listener)
    }

    /// Binds to a free port of 127.0.0.1 and listens.
    private static func bind(_ descriptor: CInt) -> UInt16? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe Glibc.bind(descriptor, generic, length) == 0 && listen(descriptor, 1024) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        return isBound ? UInt16(bigEndian: address.sin_port) : nil
    }
}

/// The test's machine gives no socket.
public struct RawUpstreamError: Error {}

/// A detached thread that runs one closure.
enum RawThread {
    private final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    static func start(_ body: @escaping @Sendable () -> Void) {
        var id = pthread_t()
        let context = unsafe Unmanaged.passRetained(Box(body)).toOpaque()
        let code = unsafe pthread_create(
            &id, nil,
            { context in
                if let context = unsafe context { unsafe Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, context)
        if code == 0 { pthread_detach(id) } else { unsafe Unmanaged<Box>.fromOpaque(context).release() }
    }
}
