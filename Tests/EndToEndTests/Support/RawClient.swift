import Glibc
import Testing

/// A client that sends whatever bytes it is told to, and reads what comes. Blocking; no read waits longer than 20 s.
final class RawClient {
    enum Event: Equatable { case bytes, ended, reset, silent }

    private var descriptor: CInt
    private var received: [UInt8] = []
    /// What the last receive found.
    private(set) var last = Event.bytes

    /// - Parameter address: host order.
    init(_ port: UInt16, address: UInt32 = 0x7f00_0001) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var wait = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var one: CInt = 1
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
        var name = sockaddr_in(port: port, address: address)
        let code = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        try #require(code == 0, "cannot connect to port \(port)")
    }

    deinit { close() }

    /// Whether anybody listens there.
    static func isOpen(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { Glibc.close(descriptor) }
        var name = sockaddr_in(port: port, address: 0x7f00_0001)
        return withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) } == 0
        }
    }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    // MARK: sending

    @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// - Returns: whether the kernel took all of it.
    @discardableResult func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    // MARK: receiving

    /// One answer, whole or cut; interim heads before it are noted.
    func answer(toHead: Bool = false) throws -> Answer {
        var answer = try head()
        if toHead || answer.status == 204 || answer.status == 304 { return answer }
        if answer["transfer-encoding"] == "chunked" {
            answer.ending = readChunks(into: &answer.body)
        } else if let length = answer["content-length"].flatMap({ Int($0) }) {
            while received.count < length, receive() {}
            answer.body = take(min(length, received.count))
            answer.ending = answer.body.count == length ? .whole : .cut
        } else {
            while receive() {}
            answer.body = take(received.count)
            answer.ending = last == .ended ? .whole : .cut
        }
        return answer
    }

    /// The head of the next answer; interim heads before it are noted.
    func head() throws -> Answer {
        var answer = Answer()
        while true {
            let text = read(through: "\r\n\r\n")
            answer.headText += text
            let lines = text.split(separator: "\r\n")
            let status = try #require(
                lines.first.flatMap { $0.hasPrefix("HTTP/1.1 ") ? Int($0.dropFirst(9).prefix(3)) : nil },
                "no answer but \(last) after \(text.debugDescription)")
            guard (100..<200).contains(status) else {
                answer.status = status
                answer.fields = lines.dropFirst().map(Arrival.field)
                return answer
            }
            answer.interim.append(status)
        }
    }

    /// Everything up to and with `mark`; what came before the end where it never comes.
    func read(through mark: String) -> String {
        let mark = Array(mark.utf8)
        var seen = 0
        while true {
            if let range = received[seen...].firstRange(of: mark) { return String(decoding: take(range.upperBound), as: UTF8.self) }
            seen = max(0, received.count - mark.count)
            guard receive() else { return String(decoding: take(received.count), as: UTF8.self) }
        }
    }

    /// Everything up to the end of the connection; `last` tells how it ended.
    func readToEnd() -> String {
        while receive() {}
        return String(decoding: take(received.count), as: UTF8.self)
    }

    private func readChunks(into body: inout [UInt8]) -> Answer.Ending {
        while true {
            let line = read(through: "\r\n")
            guard line.hasSuffix("\r\n"), let size = Int(line.dropLast(1), radix: 16) else { return .cut }
            while received.count < size + 2, receive() {}
            guard received.count >= size + 2 else {
                body += take(received.count)
                return .cut
            }
            body += take(size)
            _ = take(2)
            if size == 0 { return .whole }
        }
    }

    private func take(_ count: Int) -> [UInt8] {
        defer { received.removeFirst(count) }
        return Array(received[..<count])
    }

    private func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { received += buffer[..<count] }
        last = count > 0 ? .bytes : count == 0 ? .ended : errno == EAGAIN ? .silent : .reset
        return count > 0
    }
}

extension sockaddr_in {
    init(port: UInt16, address: UInt32) {
        self.init()
        sin_family = sa_family_t(AF_INET)
        sin_port = port.bigEndian
        sin_addr.s_addr = address.bigEndian
    }
}
