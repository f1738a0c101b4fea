/// Crockford's base32 in lower case: ids that people can read out, without i, l, o and u.
public enum Base32 {
    /// 128 bits as 26 characters; the first holds the top three bits.
    public static func encode(high: UInt64, low: UInt64) -> [UInt8] {
        var text = [UInt8](repeating: 0, count: 26)
        var high = high
        var low = low
        for index in (0..<26).reversed() {
            text[index] = alphabet[Int(low & 31)]
            low = low >> 5 | high << 59
            high >>= 5
        }
        return text
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
}
