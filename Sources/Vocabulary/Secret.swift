/// Bytes that must never be shown: the only type a credential may have.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public var isEmpty: Bool { bytes.isEmpty }
    public var description: String { "<redacted>" }
    public var debugDescription: String { "<redacted>" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// The bytes, for the one place that sends them. Named so that every use can be found.
    public func reveal() -> [UInt8] { bytes }

    /// Whether `other` holds the same bytes, in time that depends on lengths alone.
    public func matches(_ other: some RandomAccessCollection<UInt8>) -> Bool {
        guard bytes.count == other.count else { return false }
        var difference: UInt8 = 0
        for (a, b) in zip(bytes, other) { difference |= a ^ b }
        return difference == 0
    }
}
