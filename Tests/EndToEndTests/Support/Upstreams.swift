import Glibc
import TestKit

extension RawUpstream {
    var arrivals: [Arrival] { requests.map(Arrival.init) }

    /// Answers every request of every connection with the same bytes.
    static func answering(_ answer: String = okAnswer) throws -> RawUpstream {
        try RawUpstream { connection, _ in
            while connection.request() != nil, connection.send(answer) {}
        }
    }

    /// Does `act` after the first request of each connection, which then ends.
    static func acting(_ act: @escaping @Sendable (RawConnection) -> Void) throws -> RawUpstream {
        try RawUpstream { connection, _ in
            if connection.request() != nil { act(connection) }
        }
    }
}

let okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

extension RawConnection {
    /// Bytes until they contain `mark`, or the peer's end.
    func receive(through mark: String) -> [UInt8] {
        let mark = Array(mark.utf8)
        var all: [UInt8] = []
        // What was looked through once is not looked through again.
        var seen = 0
        while all[seen...].firstRange(of: mark) == nil, let more = receive() {
            seen = max(0, all.count - mark.count)
            all += more
        }
        return all
    }
}

/// A port that nobody listens on, and that nobody else is given while this lives.
final class RefusedPort {
    private let descriptor: CInt
    let port: UInt16

    init() {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.descriptor = descriptor
        var name = sockaddr_in(port: 0, address: 0x7f00_0001)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, length)
                _ = getsockname(descriptor, $0, &length)
            }
        }
        port = UInt16(bigEndian: name.sin_port)
    }

    deinit { close(descriptor) }
}
