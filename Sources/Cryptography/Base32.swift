/// Crockford's base32 in lower case: ids that people can read out, without i, l, o and u.
public enum Base32 {
    /// 128 bits as 26 characters; the first holds the top three bits.
    ///
    /// - Parameter prefix: stands before them, such as `run_`.
    public static func encode(high: UInt64, low: UInt64, prefix: StaticString = "") -> [UInt8] {
        let start = prefix.utf8CodeUnitCount
        var text = [UInt8](repeating: 0, count: start + 26)
        for index in 0..<start { text[index] = unsafe prefix.utf8Start[index] }
        var high = high
        var low = low
        for index in (0..<26).reversed() {
            text[start + index] = alphabet[Int(low & 31)]
            low = low >> 5 | high << 59
            high >>= 5
        }
        return text
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
}
