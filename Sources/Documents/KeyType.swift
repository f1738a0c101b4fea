/// What the value of a key must look like, its bounds included; messages and docs are both written from it.
public indirect enum KeyType: Sendable {
    /// Any text without control characters, 1...`maxBytes` bytes.
    case text(maxBytes: Int)
    /// 1...`maxBytes` bytes of the charset.
    case identifier(Charset, maxBytes: Int)
    case integer(ClosedRange<Int>)
    /// `true` or `false` and nothing else.
    case boolean
    /// A whole number and one unit: `500ms`, `5s`, `1m`, `4h`, `7d`.
    case duration(ClosedRange<Duration>)
    /// A whole number and one unit: `512B`, `64KiB`, `1MiB`, `1GiB`.
    case byteSize(ClosedRange<Int>)
    /// One of these words.
    case choice([String])
    /// A list of at most `max` values; with `allowsOne` a single value stands for a list of one.
    case list(of: KeyType, max: Int, allowsOne: Bool = false)
    /// A mapping with known keys.
    case mapping(KeyTable)
    /// A mapping from names to texts, at most `max` entries: labels.
    case texts(maxEntries: Int, maxBytes: Int)
    /// A shape that its schema reads by itself; the words complete "expected ...".
    case other(String)

    /// Which bytes an identifier is made of.
    public enum Charset: Sendable {
        /// `[A-Za-z0-9_-]`
        case word
        /// `[A-Za-z0-9._-]`
        case dotted
        /// `[0-9a-f]` and `[0-9A-F]`
        case hexadecimal

        public func contains(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
            case 0x47...0x5a, 0x67...0x7a, 0x5f, 0x2d: self != .hexadecimal
            case 0x2e: self == .dotted
            default: false
            }
        }

        public var words: String {
            switch self {
            case .word: "[A-Za-z0-9_-]"
            case .dotted: "[A-Za-z0-9._-]"
            case .hexadecimal: "hexadecimal digits"
            }
        }
    }

    /// What completes "expected ..." in a message.
    public var expectation: String {
        switch self {
        case .text(let most): "a text of 1 to \(most) bytes"
        case .identifier(let charset, let most): "1 to \(most) of \(charset.words)"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "true or false"
        case .duration(let range):
            "a duration from \(DurationText.write(range.lowerBound)) to \(DurationText.write(range.upperBound)), such as 5s"
        case .byteSize(let range):
            "a size from \(ByteSizeText.write(range.lowerBound)) to \(ByteSizeText.write(range.upperBound)), such as 64KiB"
        case .choice(let words): alternatives(words)
        case .list(let element, let most, let allowsOne):
            (allowsOne ? "one value or " : "") + "a list of at most \(most), each \(element.expectation)"
        case .mapping(let table): "a mapping with the keys \(table.names.joined(separator: ", "))"
        case .texts(let most, let bytes): "a mapping of at most \(most) names to texts of at most \(bytes) bytes"
        case .other(let words): words
        }
    }
}
