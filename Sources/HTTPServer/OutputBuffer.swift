/// Bytes of answers that the kernel has not taken yet.
struct OutputBuffer {
    /// Append to it; what was sent leaves through `sent`.
    var bytes: [UInt8]
    private(set) var start = 0

    init(reusing bytes: [UInt8] = []) { self.bytes = bytes }

    var unsentCount: Int { bytes.count - start }

    mutating func sent(_ count: Int) {
        start += count
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: true)
            start = 0
        } else if start >= OutputBuffer.compactionBytes {
            bytes.removeFirst(start)
            start = 0
        }
    }

    /// What was sent is kept this long at most, so that moving the rest costs less than sending it did.
    private static let compactionBytes = 256 * 1024
}
