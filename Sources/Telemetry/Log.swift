internal import Glibc
internal import Synchronization

/// The operators' log: JSON lines, lossy by contract and never the audit.
///
/// A line is a constant message and closed metadata. Lines go through a bounded buffer to a descriptor that is asked first whether it takes
/// them, so a reader that stalls costs lines, which are counted, and never a request. Isolation: any thread.
public final class Log: Sendable {
    private let descriptor: CInt
    private let level: LogLevel
    private let counters: Counters
    private let bufferLimitBytes: Int
    private let buffer = Mutex(Buffer())

    private struct Buffer: Sendable {
        var bytes: [UInt8] = []
        /// One thread writes at a time; the others only append.
        var isWriting = false
    }

    /// - Parameters:
    ///   - descriptor: stays the caller's; stderr by default.
    ///   - bufferLimitBytes: a line that would exceed it is dropped and counted in `logLinesDropped`.
    public init(level: LogLevel, counters: Counters, descriptor: CInt = 2, bufferLimitBytes: Int = 256 * 1024) {
        self.descriptor = descriptor
        self.level = level
        self.counters = counters
        self.bufferLimitBytes = bufferLimitBytes
    }

    public func error(_ message: StaticString, _ metadata: KeyValuePairs<LogKey, String> = [:]) { append(.error, message, metadata) }

    public func warning(_ message: StaticString, _ metadata: KeyValuePairs<LogKey, String> = [:]) { append(.warning, message, metadata) }

    public func info(_ message: StaticString, _ metadata: KeyValuePairs<LogKey, String> = [:]) { append(.info, message, metadata) }

    /// The metadata is built only where the level asks for it: debug lines stand on the hot path.
    public func debug(_ message: StaticString, _ metadata: @autoclosure () -> KeyValuePairs<LogKey, String> = [:]) {
        if level == .debug { append(.debug, message, metadata()) }
    }

    /// Writes what is left over from a moment when the descriptor took nothing; every line written does the same.
    public func flush() {
        while let piece = takePiece() {
            let written = unsafe piece.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            // A descriptor that fails for good must not fill the buffer for ever: what it refused is lost, by contract.
            finish(written: written < 0 && errno != EINTR ? piece.count : max(0, written))
        }
    }

    private func append(_ lineLevel: LogLevel, _ message: StaticString, _ metadata: KeyValuePairs<LogKey, String>) {
        guard lineLevel <= level else { return }
        let line = LogLine(message, level: lineLevel, microseconds: Log.wallMicroseconds(), metadata: metadata).bytes
        let isKept = buffer.withLock { buffer in
            guard buffer.bytes.count + line.count <= bufferLimitBytes else { return false }
            buffer.bytes += line
            return true
        }
        if !isKept { counters.add(.logLinesDropped) }
        flush()
    }

    /// The next bytes to write, where there are any, nobody else is writing and the descriptor takes them.
    ///
    /// BOUND: at most PIPE_BUF bytes, which a pipe that polls writable takes without blocking (pipe(7)).
    private func takePiece() -> [UInt8]? {
        buffer.withLock { buffer in
            guard !buffer.isWriting, !buffer.bytes.isEmpty, isWritable() else { return nil }
            buffer.isWriting = true
            return Array(buffer.bytes.prefix(Int(PIPE_BUF)))
        }
    }

    private func finish(written count: Int) {
        buffer.withLock { buffer in
            buffer.bytes.removeFirst(count)
            buffer.isWriting = false
        }
    }

    private func isWritable() -> Bool {
        var question = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&question, 1, 0) > 0
    }

    private static func wallMicroseconds() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
