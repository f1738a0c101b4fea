/// Bytes received that nobody has used yet; holds no memory while it is empty.
struct InputBuffer {
    private(set) var bytes: [UInt8] = []
    /// Where the unused bytes begin.
    private(set) var start = 0

    var isEmpty: Bool { bytes.isEmpty }
    var unused: Range<Int> { start..<bytes.count }

    mutating func append(_ received: UnsafeRawBufferPointer) { unsafe bytes.append(contentsOf: received) }

    mutating func use(_ count: Int) {
        start += count
        if start == bytes.count { self = InputBuffer() }
    }
}
