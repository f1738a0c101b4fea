/// What one octet of a path may be, raw or once decoded.
enum PathByte: UInt8 {
    /// Stands for itself in every reader (RFC 3986 pchar, and `[ ] |`, which WHATWG URLs leave raw).
    case plain
    case slash
    case percent
    case semicolon
    case backslash
    case control
    /// Space, quotes, `<>^{}`, backquote, `#`, `?` and everything above 0x7e: only as `%XX`.
    case encodedOnly

    static func of(_ byte: UInt8) -> PathByte { table[Int(byte)] }

    static let table: [PathByte] = (0...255).map { (byte: UInt8) in
        switch byte {
        case 0x2f: .slash
        case 0x25: .percent
        case 0x3b: .semicolon
        case 0x5c: .backslash
        case 0..<0x20, 0x7f: .control
        case 0x20, 0x22, 0x23, 0x3c, 0x3e, 0x3f, 0x5e, 0x60, 0x7b, 0x7d, 0x80...: .encodedOnly
        default: .plain
        }
    }

    /// RFC 3986 §2.3: letters, digits, `-._~`. Encoding them changes nothing, so they are decoded.
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: true
        default: false
        }
    }

    static func upperHex(_ digit: UInt8) -> UInt8 { digit >= 0x61 && digit <= 0x66 ? digit - 0x20 : digit }

    static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
        let high = byte >> 4
        let low = byte & 15
        bytes.append(0x25)
        bytes.append(high < 10 ? 0x30 + high : 0x37 + high)
        bytes.append(low < 10 ? 0x30 + low : 0x37 + low)
    }
}
