internal import HTTPCore
import Vocabulary

/// Reads `/v1/{id}/parts/{key:rest}`; every literal must be what a canonical request path would hold.
struct TemplateParser {
    private let text: [UInt8]
    private var segments: [PathTemplate.Segment] = []
    private var names: Set<[UInt8]> = []

    init(_ text: [UInt8]) { self.text = text }

    mutating func parse() throws(TemplateFault) -> PathTemplate {
        guard text.first == 0x2f else { throw fault(0, "the path must begin with `/`") }
        var start = 1
        while start < text.count {
            let end = text[start...].firstIndex(of: 0x2f) ?? text.count
            if case .rest? = segments.last { throw fault(start, "a `rest` capture must be the last segment") }
            if segments.count == PathTemplate.segmentsMax {
                throw fault(start, "the path has more than \(PathTemplate.segmentsMax) segments")
            }
            segments.append(try segment(start..<end))
            start = end + 1
        }
        let endsWithSlash = text.last == 0x2f
        if endsWithSlash, case .rest? = segments.last { throw fault(text.count - 1, "nothing may follow a `rest` capture") }
        return PathTemplate(segments: segments, hasTrailingSlash: endsWithSlash)
    }

    private mutating func segment(_ range: Range<Int>) throws(TemplateFault) -> PathTemplate.Segment {
        guard let open = text[range].firstIndex(of: 0x7b) else { return .literal(try literal(range)) }
        guard let close = text[open..<range.upperBound].firstIndex(of: 0x7d) else {
            throw fault(open, "`{` without `}` in the same segment")
        }
        let prefix = try affix(range.lowerBound..<open)
        let suffix = try affix((close + 1)..<range.upperBound)
        let inner = text[(open + 1)..<close]
        let colon = inner.firstIndex(of: 0x3a)
        let name = try name(inner[..<(colon ?? inner.endIndex)])
        guard let colon else { return .capture(name: name, prefix: prefix, suffix: suffix) }
        guard prefix.isEmpty, suffix.isEmpty else {
            throw fault(range.lowerBound, "an `opaque` or `rest` capture must be a whole segment")
        }
        switch String(decoding: inner[(colon + 1)...], as: UTF8.self) {
        case "opaque": return .opaque(name: name)
        case "rest": return .rest(name: name)
        default:
            throw fault(colon + 1, "unknown kind of capture `\(printable(inner[(colon + 1)...]))`; expected `opaque` or `rest`")
        }
    }

    private mutating func name(_ name: ArraySlice<UInt8>) throws(TemplateFault) -> [UInt8] {
        let isName =
            (1...64).contains(name.count) && name.first.map { (0x61...0x7a).contains($0) } == true
            && name.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5f }
        guard isName else {
            throw fault(name.startIndex, "`\(printable(name))` is not a capture's name; expected 1 to 64 of `a-z0-9_`, a letter first")
        }
        guard names.insert(Array(name)).inserted else { throw fault(name.startIndex, "capture `\(printable(name))` stands twice") }
        return Array(name)
    }

    private func affix(_ range: Range<Int>) throws(TemplateFault) -> [UInt8] { range.isEmpty ? [] : try literal(range, isAffix: true) }

    private func literal(_ range: Range<Int>, isAffix: Bool = false) throws(TemplateFault) -> [UInt8] {
        let written = text[range]
        if written.isEmpty { throw fault(range.lowerBound, PathDefect.emptySegment.fault.reason) }
        if let brace = written.firstIndex(where: { $0 == 0x7b || $0 == 0x7d }) {
            throw fault(brace, text[brace] == 0x7b ? "a segment may hold one capture" : "no `{` before `}`")
        }
        // A dot beside a capture is no dot segment.
        let guarded: [UInt8] = isAffix ? [0x61] : []
        let path = ParsedPath([0x2f] + guarded + written)
        if let defect = path.defect { throw fault(range.lowerBound, defect.fault.reason) }
        guard path.segments.count == 1, let only = path.segments.first, only.kind == .plain || only.kind == .escaped else {
            throw fault(
                range.lowerBound, "`\(printable(written))` is not a canonical segment; only captures may hold an encoded `/`, `%` or `;`")
        }
        let canonical = TemplateParser.normalised(Array(path.bytes[only.range].dropFirst(guarded.count)))
        guard canonical.count == written.count else {
            throw fault(range.lowerBound, "`\(printable(written))` is percent-encoded without need; write `\(printable(canonical))`")
        }
        return canonical
    }

    /// Escapes that a plain octet could stand for are written plain, the others in upper case.
    static func normalised(_ canonical: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var at = 0
        while at < canonical.count {
            if canonical[at] == 0x25, at + 2 < canonical.count, let high = Octet.hexValue(canonical[at + 1]),
                let low = Octet.hexValue(canonical[at + 2])
            {
                let byte = high << 4 | low
                if OctetSet.plain.contains(byte) { bytes.append(byte) } else { PathByte.appendEscape(of: byte, to: &bytes) }
                at += 3
            } else {
                bytes.append(canonical[at])
                at += 1
            }
        }
        return bytes
    }

    private func fault(_ offset: Int, _ message: String) -> TemplateFault { TemplateFault(offset: offset, message: message) }
}
