/// A text with references to secrets that lie elsewhere: `Bearer ${env:BILLING_KEY}`, `${file:/run/secrets/billing}`.
///
/// Parsed here, resolved at the edge: the core reads no environment and no files.
public struct SecretTemplate: Sendable, Equatable, CustomStringConvertible {
    public let parts: [Part]

    public enum Part: Sendable, Equatable {
        case literal([UInt8])
        /// Name of an environment variable: `[A-Za-z_][A-Za-z0-9_]*`, at most 128 bytes.
        case environment([UInt8])
        /// Path of a file, as written: 1...1024 bytes without control characters.
        case file([UInt8])
    }

    public enum ParseError: Error, Equatable {
        case empty
        /// CR, LF or NUL, which no field value may hold.
        case controlCharacter
        /// `${` without `}`.
        case unclosed
        /// Neither `env:` nor `file:`; the text between the braces.
        case unknownSource([UInt8])
        case badName([UInt8])
        case badPath([UInt8])
        case tooManyParts(max: Int)

        /// Lower case, no final stop, expected thing last; what was written between the braces is a name, not a secret.
        public var message: String {
            switch self {
            case .empty: "an empty text; expected a text such as `${env:NAME}`"
            case .controlCharacter: "a control character; expected printable text"
            case .unclosed: "`${` without `}`; expected `${env:NAME}` or `${file:PATH}`"
            case .unknownSource(let text): "unknown reference `${\(printable(text))}`; expected `${env:NAME}` or `${file:PATH}`"
            case .badName(let name): "`\(printable(name))` is no name of an environment variable; expected [A-Za-z_][A-Za-z0-9_]*"
            case .badPath(let path): "`\(printable(path))` is no path; expected 1 to 1024 bytes without control characters"
            case .tooManyParts(let most): "too many references; expected at most \(most) parts"
            }
        }
    }

    /// BOUND: literals and references of one template.
    public static let partsMax = 16

    /// - Throws: `ParseError`. A `$` that is not followed by `{` is a literal.
    public init(parsing text: [UInt8]) throws(ParseError) {
        guard !text.isEmpty else { throw .empty }
        guard !text.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7f }) else { throw .controlCharacter }
        var parts: [Part] = []
        var literal: [UInt8] = []
        var at = 0
        while at < text.count {
            guard text[at] == 0x24, at + 1 < text.count, text[at + 1] == 0x7b else {
                literal.append(text[at])
                at += 1
                continue
            }
            guard let close = text[at...].firstIndex(of: 0x7d) else { throw .unclosed }
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = []
            parts.append(try SecretTemplate.reference(Array(text[(at + 2)..<close])))
            at = close + 1
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        guard parts.count <= SecretTemplate.partsMax else { throw .tooManyParts(max: SecretTemplate.partsMax) }
        self.parts = parts
    }

    /// Whether any secret lies outside the file; a template without a reference is a secret written into the file.
    public var hasReference: Bool {
        parts.contains { part in
            if case .literal = part { return false }
            return true
        }
    }

    /// References as written, literals hidden: they may be secrets.
    public var description: String {
        parts.map { part in
            switch part {
            case .literal: "<redacted>"
            case .environment(let name): "${env:\(printable(name))}"
            case .file(let path): "${file:\(printable(path))}"
            }
        }.joined()
    }

    private static func reference(_ text: [UInt8]) throws(ParseError) -> Part {
        guard let colon = text.firstIndex(of: 0x3a) else { throw .unknownSource(text) }
        let value = Array(text[(colon + 1)...])
        if text[..<colon].elementsEqual("env".utf8) {
            guard isName(value) else { throw .badName(value) }
            return .environment(value)
        }
        guard text[..<colon].elementsEqual("file".utf8) else { throw .unknownSource(text) }
        guard (1...1024).contains(value.count), !value.contains(0x09) else { throw .badPath(value) }
        return .file(value)
    }

    private static func isName(_ bytes: [UInt8]) -> Bool {
        guard (1...128).contains(bytes.count), !(0x30...0x39).contains(bytes[0]) else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f: true
            default: false
            }
        }
    }
}
