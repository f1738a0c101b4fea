/// A stretch of a message's own bytes; 32-bit offsets, since heads are bounded far below that.
public struct ByteRange: Equatable, Sendable {
    public var start: UInt32
    public var end: UInt32

    public init(_ start: Int, _ end: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
    }

    public var count: Int { Int(end) - Int(start) }
    public var isEmpty: Bool { start == end }
    public var indices: Range<Int> { Int(start)..<Int(end) }
}
