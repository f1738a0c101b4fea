import Documents

/// The bytes of a file, known to be UTF-8 without characters that hide or reorder what a reader sees.
struct SourceText {
    /// Without a byte order mark.
    let bytes: [UInt8]
    let file: String
    private let isASCII: Bool
    private var lineStarts: [Int] = [0]
    /// Where the last mark was, so that a file of one long line is walked once and not once per node.
    private var cursor: (line: Int, characters: Int, offset: Int) = (0, 0, 0)

    init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
        self.file = file
        isASCII = bytes.allSatisfy { $0 < 0x80 }
        for (at, byte) in self.bytes.enumerated() where byte == 0x0a { lineStarts.append(at + 1) }
    }

    /// The mark of a place that libyaml names by line and character, both from 0; columns of ours count bytes.
    mutating func mark(_ place: EventParser.Place) -> Mark {
        guard !isASCII else { return Mark(file: file, line: place.line + 1, column: place.character + 1) }
        guard place.line < lineStarts.count else { return Mark(file: file, line: place.line + 1, column: 1) }
        if cursor.line != place.line || cursor.characters > place.character { cursor = (place.line, 0, lineStarts[place.line]) }
        while cursor.characters < place.character, cursor.offset < bytes.count {
            cursor.offset += 1
            while cursor.offset < bytes.count, bytes[cursor.offset] & 0xc0 == 0x80 { cursor.offset += 1 }
            cursor.characters += 1
        }
        return Mark(file: file, line: place.line + 1, column: cursor.offset - lineStarts[place.line] + 1)
    }

    /// The first byte or character that no file of ours may hold.
    func firstProblem() -> Problem? {
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte >= 0x20, byte < 0x7f {
                at += 1
                continue
            }
            if byte < 0x80 {
                let isLineEnd = byte == 0x0d && at + 1 < bytes.count && bytes[at + 1] == 0x0a
                guard byte == 0x0a || byte == 0x09 || isLineEnd else {
                    return problem(at, "a control character \(quoted([byte])); expected text")
                }
                at += 1
                continue
            }
            guard let (scalar, length) = SourceText.scalar(bytes[at...]) else {
                return problem(at, "the byte \(quoted([byte])) is not valid UTF-8; expected UTF-8")
            }
            if SourceText.isDeceptive(scalar) {
                return problem(
                    at, "the invisible character U+\(String(scalar, radix: 16, uppercase: true)); expected text that shows what it says")
            }
            at += length
        }
        return nil
    }

    /// One well-formed sequence of two to four bytes (RFC 3629: shortest form, no surrogates).
    static func scalar(_ bytes: ArraySlice<UInt8>) -> (value: UInt32, length: Int)? {
        guard let first = bytes.first else { return nil }
        let (length, least): (Int, UInt32)
        switch first {
        case 0xc2...0xdf: (length, least) = (2, 0x80)
        case 0xe0...0xef: (length, least) = (3, 0x800)
        case 0xf0...0xf4: (length, least) = (4, 0x10000)
        default: return nil
        }
        guard bytes.count >= length else { return nil }
        var value = UInt32(first) & (0xff >> UInt32(length + 1))
        for byte in bytes.dropFirst().prefix(length - 1) {
            guard byte & 0xc0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3f)
        }
        guard value >= least, value <= 0x10ffff, !(0xd800...0xdfff).contains(value) else { return nil }
        return (value, length)
    }

    /// C1 controls, line breaks that editors do not show as such, zero-width and bidirectional controls, stray byte order marks.
    private static func isDeceptive(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x80...0x9f, 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f, 0xfeff, 0xfffe, 0xffff: true
        default: false
        }
    }

    private func problem(_ at: Int, _ message: String) -> Problem {
        let line = lineStarts.lastIndex { $0 <= at } ?? 0
        return Problem(at: Mark(file: file, line: line + 1, column: at - lineStarts[line] + 1), message)
    }
}
