/// The characters of a decoded path segment: one UTF-8 reading, nothing that hides or reorders text.
enum PathText {
    /// The first defect of `text` from `start` on; C0 controls are found before, octet by octet.
    ///
    /// - Source: RFC 3629 §4 (overlong forms, surrogates and values above U+10FFFF are not UTF-8).
    static func defect(in text: [UInt8], from start: Int = 0) -> PathDefect? {
        var at = start
        while at < text.count {
            if text[at] < 0x80 {
                at += 1
                continue
            }
            guard let (scalar, length) = scalar(in: text, at: at) else { return .notUTF8 }
            if scalar < 0xa0 { return .control }
            if isHidden(scalar) { return .hiddenCharacter }
            at += length
        }
        return nil
    }

    /// Bidirectional controls, zero-width characters and the byte order mark.
    static func isHidden(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x2069, 0xfeff: true
        default: false
        }
    }

    private static func scalar(in text: [UInt8], at: Int) -> (UInt32, Int)? {
        let lead = text[at]
        let length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
        guard lead >= 0xc2, lead <= 0xf4, at + length <= text.count else { return nil }
        var scalar = UInt32(lead) & (length == 4 ? 0x07 : length == 3 ? 0x0f : 0x1f)
        for next in text[(at + 1)..<(at + length)] {
            guard next & 0xc0 == 0x80 else { return nil }
            scalar = scalar << 6 | UInt32(next & 0x3f)
        }
        let least: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
        guard scalar >= least, scalar <= 0x10ffff, !(0xd800...0xdfff).contains(scalar) else { return nil }
        return (scalar, length)
    }
}
