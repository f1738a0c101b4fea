/// A set of octets below 0x80 as two words: membership is one shift, without a table in memory.
struct OctetSet: Sendable {
    /// Bit n stands for octet n.
    let low: UInt64
    /// Bit n stands for octet 64 + n.
    let high: UInt64

    @inline(__always)
    func contains(_ octet: UInt8) -> Bool {
        let word = octet & 0x40 == 0 ? low : high
        return octet < 0x80 && (word >> UInt64(octet & 0x3f)) & 1 == 1
    }

    /// `A-Z a-z 0-9 -`: the names this product admits. `_` and the rest of RFC 9110's tchar are where readers differ.
    @inline(__always) static var fieldName: OctetSet { OctetSet(low: 0x03ff_2000_0000_0000, high: 0x07ff_fffe_07ff_fffe) }
    /// RFC 9110 §5.6.2 tchar.
    @inline(__always) static var token: OctetSet { OctetSet(low: 0x03ff_6cfa_0000_0000, high: 0x57ff_ffff_c7ff_fffe) }
    /// `A-Z 0-9 -`.
    @inline(__always) static var method: OctetSet { OctetSet(low: 0x03ff_2000_0000_0000, high: 0x0000_0000_07ff_fffe) }
    /// Visible ASCII without `" # < > \ ^ backquote { | }`, which RFC 3986 keeps out of every part of a URI that is sent.
    @inline(__always) static var target: OctetSet { OctetSet(low: 0xafff_fff2_0000_0000, high: 0x47ff_fffe_afff_ffff) }
    /// `A-Z a-z 0-9 - . _`: registered names and IPv4 addresses. No percent-encoding, no sub-delimiters.
    @inline(__always) static var hostName: OctetSet { OctetSet(low: 0x03ff_6000_0000_0000, high: 0x07ff_fffe_87ff_fffe) }
    /// `0-9 a-f A-F`.
    @inline(__always) static var hexDigit: OctetSet { OctetSet(low: 0x03ff_0000_0000_0000, high: 0x0000_007e_0000_007e) }
}

/// Single octets by name, and the questions about them that several rooms ask.
public enum Octet {
    static let tab: UInt8 = 0x09
    static let lf: UInt8 = 0x0a
    static let cr: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let percent: UInt8 = 0x25
    static let asterisk: UInt8 = 0x2a
    static let comma: UInt8 = 0x2c
    static let dot: UInt8 = 0x2e
    static let slash: UInt8 = 0x2f
    static let zero: UInt8 = 0x30
    static let colon: UInt8 = 0x3a
    static let semicolon: UInt8 = 0x3b
    static let equals: UInt8 = 0x3d
    static let question: UInt8 = 0x3f
    static let leftBracket: UInt8 = 0x5b
    static let backslash: UInt8 = 0x5c
    static let rightBracket: UInt8 = 0x5d
    static let delete: UInt8 = 0x7f

    @inline(__always) static func isDigit(_ octet: UInt8) -> Bool { octet &- zero < 10 }
    @inline(__always) static func isBlank(_ octet: UInt8) -> Bool { octet == space || octet == tab }
    /// ASCII letters in lower case, every other octet as it is.
    @inline(__always) public static func lowered(_ octet: UInt8) -> UInt8 { octet &- 0x41 < 26 ? octet | 0x20 : octet }

    /// What may stand in a field value: HTAB, SP, visible ASCII and obs-text (RFC 9110 §5.5).
    @inline(__always) static func isFieldValue(_ octet: UInt8) -> Bool { (octet >= 0x20 && octet != delete) || octet == tab }

    /// 0...15, or nil for anything but a hexadecimal digit.
    @inline(__always)
    public static func hexValue(_ octet: UInt8) -> UInt8? {
        if isDigit(octet) { return octet &- zero }
        let letter = (octet | 0x20) &- 0x61
        return letter < 6 && octet < 0x80 ? letter + 10 : nil
    }
}
