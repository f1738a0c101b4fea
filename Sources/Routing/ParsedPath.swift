/// A request path cut into segments once, each in its canonical form and with what it is fit for.
///
/// Whether an encoded `/` or a raw `;` may stand depends on the operation's template, so segments keep their kind and binding decides.
struct ParsedPath: Sendable {
    /// `/` and a segment, repeated; what is forwarded is a suffix of this.
    private(set) var bytes: [UInt8]
    private(set) var segments: [Segment] = []
    private(set) var hasTrailingSlash = false
    /// Every segment is `.plain`: nothing to decode, nothing to doubt.
    private(set) var isPlain = true
    /// Of the first segment that no template admits.
    private(set) var defect: PathDefect?

    struct Segment: Sendable {
        /// Offsets into `bytes`, without the `/` before it.
        var start: UInt32
        var end: UInt32
        var kind: Kind

        var range: Range<Int> { Int(start)..<Int(end) }
    }

    enum Kind: Sendable, Equatable {
        /// Canonical without any `%`.
        case plain
        /// Canonical, holds `%XX` that must stay encoded.
        case escaped
        /// Holds %2F, %25 or %3B: only for `{name:opaque}`.
        case opaque
        /// Empty, or holds a raw `;`: only for `{name:rest}` under `paths: opaque`.
        case loose(PathDefect)
        /// For no template.
        case refused(PathDefect)
    }

    /// - Parameter source: a path as received, without query; bounded by the request line.
    init(_ source: ArraySlice<UInt8>) {
        bytes = Array(source)
        segments.reserveCapacity(6)
        guard bytes.first == 0x2f else {
            defect = .notAbsolute
            isPlain = false
            return
        }
        if let found = ParsedPath.plainSegments(of: bytes, into: &segments) {
            hasTrailingSlash = found == .endsWithSlash
        } else {
            segments.removeAll(keepingCapacity: true)
            bytes.removeAll(keepingCapacity: true)
            rebuild(source.span)
        }
    }

    private enum PlainEnd { case endsWithSlash, endsWithSegment }

    /// The whole path in one scan, where every octet is plain and no segment empty or dots; nil: it is not that simple.
    private static func plainSegments(of bytes: [UInt8], into segments: inout [Segment]) -> PlainEnd? {
        let octets = bytes.span
        var start = 1
        var dots = 0
        var at = 1
        while at < octets.count {
            let byte = octets[at]
            if byte == 0x2f {
                let length = at - start
                if length == 0 || (length <= 2 && dots == length) { return nil }
                segments.append(Segment(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: at), kind: .plain))
                start = at + 1
                dots = 0
            } else if byte == 0x2e {
                dots += 1
            } else if !OctetSet.plain.contains(byte) {
                return nil
            }
            at += 1
        }
        let length = at - start
        if length == 0 { return .endsWithSlash }
        if length <= 2, dots == length { return nil }
        segments.append(Segment(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: at), kind: .plain))
        return .endsWithSegment
    }

    /// The careful reading, segment by segment.
    private mutating func rebuild(_ source: Span<UInt8>) {
        var start = 1
        while start <= source.count {
            var end = start
            while end < source.count, source[end] != 0x2f { end += 1 }
            if start == end, end == source.count {
                hasTrailingSlash = true
                bytes.append(0x2f)
                break
            }
            bytes.append(0x2f)
            let first = bytes.count
            let kind = SegmentReading.append(source.extracting(start..<end), to: &bytes)
            if kind != .plain { isPlain = false }
            if case .refused(let found) = kind, defect == nil { defect = found }
            segments.append(Segment(start: UInt32(truncatingIfNeeded: first), end: UInt32(truncatingIfNeeded: bytes.count), kind: kind))
            start = end + 1
        }
    }
}
