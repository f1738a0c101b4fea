import Glibc
import HTTPServer

struct NotConnected: Error {}

/// A client that sends whatever bytes it is told to, and reads what comes. Blocking; no read waits longer than 20 s.
final class RawClient {
    let descriptor: CInt
    /// Kept while its client is in use.
    private let owner: AnyObject?
    private var received: [UInt8] = []

    init(_ server: PeerAddress, owner: AnyObject? = nil, receiveBufferBytes: CInt? = nil) throws {
        self.owner = owner
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var wait = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        if var bytes = receiveBufferBytes { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<CInt>.size)) }
        var one: CInt = 1
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = server.port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw NotConnected() }
    }

    deinit { close(descriptor) }

    /// - Returns: whether the kernel took all of it.
    @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    func finishSending() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// Everything up to the end of the connection.
    func readToEnd() -> String {
        while receive() {}
        defer { received = [] }
        return String(decoding: received, as: UTF8.self)
    }

    /// Everything up to and with `mark`; what came before the connection ended where it never comes.
    func read(through mark: String) -> String {
        let mark = Array(mark.utf8)
        while true {
            if let end = find(mark) {
                defer { received.removeFirst(end) }
                return String(decoding: received[..<end], as: UTF8.self)
            }
            guard receive() else { return readToEnd() }
        }
    }

    /// The end of the connection, and whether it was a reset.
    func waitForEnd() -> (isReset: Bool, bytes: Int) {
        var count = 0
        while true {
            var buffer = [UInt8](repeating: 0, count: 65536)
            let got = recv(descriptor, &buffer, buffer.count, 0)
            if got <= 0 { return (got < 0 && errno == ECONNRESET, count) }
            count += got
        }
    }

    private func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { received += buffer[..<count] }
        return count > 0
    }

    private func find(_ mark: [UInt8]) -> Int? {
        guard received.count >= mark.count else { return nil }
        for start in 0...(received.count - mark.count) where received[start..<start + mark.count].elementsEqual(mark) {
            return start + mark.count
        }
        return nil
    }
}
