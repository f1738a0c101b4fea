internal import Glibc
internal import Synchronization

/// One accepted connection of a `RawUpstream`: blocking reads and writes of plain bytes.
public final class RawConnection: Sendable {
    private let descriptor: CInt
    private let isOpen = Mutex(true)
    private let surplus = Mutex<[UInt8]>([])
    private let upstream: RawUpstream

    init(descriptor: CInt, upstream: RawUpstream) {
        self.descriptor = descriptor
        self.upstream = upstream
    }

    /// Reads one request with a body of known length, and records it; nil when the peer is gone first.
    @discardableResult
    public func request() -> [UInt8]? {
        var bytes = surplus.withLock { $0 }
        var whole: Int?
        while true {
            if whole == nil, let end = RawConnection.headEnd(bytes) { whole = end + RawConnection.contentLength(bytes[..<end]) }
            if let whole, bytes.count >= whole {
                surplus.withLock { $0 = Array(bytes[whole...]) }
                let request = Array(bytes[..<whole])
                upstream.record(request)
                return request
            }
            guard let more = receive() else { return nil }
            bytes += more
        }
    }

    /// The next bytes, at most 64 KiB; nil at the end.
    public func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Sends all of it; false where the peer does not take it.
    @discardableResult
    public func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.send(descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends zeros until the peer has taken `count` or takes nothing for `patience` milliseconds; the number of bytes sent.
    public func sendZeros(_ count: Int, patience: Int) -> Int {
        let block = [UInt8](repeating: 0, count: 65536)
        var sent = 0
        while sent < count {
            let taken = unsafe block.withUnsafeBytes { block in
                unsafe Glibc.send(descriptor, block.baseAddress, min(block.count, count - sent), CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if taken > 0 {
                sent += taken
                continue
            }
            var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard taken < 0, errno == EAGAIN, unsafe poll(&wait, 1, CInt(patience)) > 0 else { break }
        }
        return sent
    }

    /// Waits until the peer closes or resets.
    public func waitForEnd() { while receive() != nil {} }

    /// Ends this direction only: the peer reads an end.
    public func finish() { _ = Glibc.shutdown(descriptor, CInt(SHUT_WR)) }

    /// Closes with a reset instead of an end.
    public func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    public func close() {
        isOpen.withLock { isOpen in
            if isOpen { _ = Glibc.close(descriptor) }
            isOpen = false
        }
    }

    /// Ends both directions; a thread that reads wakes up.
    func shutdown() {
        isOpen.withLock { isOpen in
            if isOpen { _ = Glibc.shutdown(descriptor, CInt(SHUT_RDWR)) }
        }
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for at in 0...(bytes.count - 4) where bytes[at] == 13 && bytes[at + 1] == 10 && bytes[at + 2] == 13 && bytes[at + 3] == 10 {
            return at + 4
        }
        return nil
    }

    private static func contentLength(_ head: ArraySlice<UInt8>) -> Int {
        for line in head.split(separator: 10) {
            let name = Array("content-length:".utf8)
            guard line.count > name.count, zip(line, name).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 }) else { continue }
            return line.dropFirst(name.count).reduce(0) { $1 >= 0x30 && $1 <= 0x39 ? $0 * 10 + Int($1 - 0x30) : $0 }
        }
        return 0
    }
}
