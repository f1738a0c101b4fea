/// The members of a comma-separated field value, blanks trimmed, empty members skipped (RFC 9110 §5.6.1).
///
/// For lists of tokens such as Connection: a comma inside a quoted string ends a member like any other.
public struct CommaList: Sequence, IteratorProtocol, Sendable {
    private var rest: ArraySlice<UInt8>

    public init(_ value: ArraySlice<UInt8>) { rest = value }

    public mutating func next() -> ArraySlice<UInt8>? {
        while !rest.isEmpty {
            let comma = rest.firstIndex(of: Octet.comma) ?? rest.endIndex
            let member = CommaList.trimmed(rest[rest.startIndex..<comma])
            rest = comma < rest.endIndex ? rest[(comma + 1)...] : rest[comma...]
            if !member.isEmpty { return member }
        }
        return nil
    }

    /// `value` without SP and HTAB at both ends.
    public static func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var start = value.startIndex
        var end = value.endIndex
        while start < end, Octet.isBlank(value[start]) { start += 1 }
        while end > start, Octet.isBlank(value[end - 1]) { end -= 1 }
        return value[start..<end]
    }
}
