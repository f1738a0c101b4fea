internal import HTTPCore

/// One segment that is not plain: its canonical octets, and which templates may take it.
enum SegmentReading {
    /// Appends the canonical form of `raw` to `bytes`. After a refusal what was appended means nothing.
    static func append(_ raw: Span<UInt8>, to bytes: inout [UInt8]) -> ParsedPath.Kind {
        guard !raw.isEmpty else { return .loose(.emptySegment) }
        let first = bytes.count
        var scan = Scan()
        var at = 0
        while at < raw.count {
            if let defect = scan.take(raw, &at, into: &bytes) { return .refused(defect) }
        }
        if scan.hasHighOctets, let defect = PathText.defect(in: scan.decoded) { return .refused(defect) }
        if scan.hasEncodedSeparator {
            if scan.hasSemicolon { return .refused(.parameter) }
            if let defect = opaqueDefect(scan.decoded) { return .refused(defect) }
            bytes.removeSubrange(first...)
            appendAsReceived(raw, to: &bytes)
            return .opaque
        }
        if isDot(head(of: scan.decoded[...])) { return .refused(.dotSegment) }
        if scan.hasSemicolon { return .loose(.parameter) }
        return scan.hasEscape ? .escaped : .plain
    }

    /// What `{name:opaque}` refuses after its one decoding.
    private static func opaqueDefect(_ decoded: [UInt8]) -> PathDefect? {
        for part in decoded.split(separator: 0x2f, omittingEmptySubsequences: false) {
            let name = head(of: part)
            if name.isEmpty { return .emptySegment }
            if isDot(name) { return .dotSegment }
        }
        for at in decoded.indices where decoded[at] == 0x25 && at + 2 < decoded.count {
            if Octet.hexValue(decoded[at + 1]) != nil, Octet.hexValue(decoded[at + 2]) != nil { return .encodedTwice }
        }
        return nil
    }

    /// The segment as some servers see it: what follows a `;` is a parameter to them.
    private static func head(of part: ArraySlice<UInt8>) -> ArraySlice<UInt8> { part.prefix { $0 != 0x3b } }

    private static func isDot(_ part: ArraySlice<UInt8>) -> Bool { part.count <= 2 && !part.isEmpty && part.allSatisfy { $0 == 0x2e } }

    /// Hexadecimal digits in upper case, nothing else changed.
    private static func appendAsReceived(_ raw: Span<UInt8>, to bytes: inout [UInt8]) {
        var digits = 0
        for at in raw.indices {
            bytes.append(digits > 0 ? PathByte.upperHex(raw[at]) : raw[at])
            digits = raw[at] == 0x25 ? 2 : max(0, digits - 1)
        }
    }

    private struct Scan {
        var decoded: [UInt8] = []
        var hasEscape = false
        var hasEncodedSeparator = false
        var hasSemicolon = false
        var hasHighOctets = false

        /// One octet or one `%XX`; the defect that no template admits.
        mutating func take(_ raw: Span<UInt8>, _ at: inout Int, into bytes: inout [UInt8]) -> PathDefect? {
            let byte = raw[at]
            switch PathByte.of(byte) {
            case .percent: return takeEscape(raw, &at, into: &bytes)
            case .backslash: return .backslash
            case .control: return .control
            case .encodedOnly, .slash: return .rawByte
            case .semicolon: hasSemicolon = true
            case .plain: break
            }
            bytes.append(byte)
            decoded.append(byte)
            at += 1
            return nil
        }

        private mutating func takeEscape(_ raw: Span<UInt8>, _ at: inout Int, into bytes: inout [UInt8]) -> PathDefect? {
            guard at + 2 < raw.count, let high = Octet.hexValue(raw[at + 1]), let low = Octet.hexValue(raw[at + 2]) else {
                return .malformedEscape
            }
            let byte = high << 4 | low
            switch PathByte.of(byte) {
            case .control: return .control
            case .backslash: return .backslash
            case .slash, .percent, .semicolon: hasEncodedSeparator = true
            case .plain, .encodedOnly: if byte >= 0x80 { hasHighOctets = true }
            }
            decoded.append(byte)
            if PathByte.isUnreserved(byte) {
                bytes.append(byte)
            } else {
                hasEscape = true
                bytes.append(0x25)
                bytes.append(raw[at + 1])
                bytes.append(raw[at + 2])
            }
            at += 3
            return nil
        }
    }
}
