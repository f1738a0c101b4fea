/// Bytes received that nobody has used yet; holds no memory while it is empty.
struct InputBuffer {
    private(set) var bytes: [UInt8] = []
    /// Where the unused bytes begin.
    private(set) var start = 0

    var isEmpty: Bool { bytes.isEmpty }
    var unused: Range<Int> { start..<bytes.count }

    // BOUND: what is unused and what is received now. A client whose bytes never end where a request does would else have all of them kept.
    mutating func append(_ received: UnsafeRawBufferPointer) {
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        unsafe bytes.append(contentsOf: received)
    }

    mutating func use(_ count: Int) {
        start += count
        if start == bytes.count { self = InputBuffer() }
    }
}
