/// Whole numbers as people write them: digits alone, no sign, no leading zeros, no separators.
public enum DecimalText {
    /// - Returns: nil unless the text is a canonical decimal number that fits into an `Int`.
    public static func read(_ digits: some Collection<UInt8>) -> Int? {
        guard let first = digits.first, first != 0x30 || digits.count == 1 else { return nil }
        var number = 0
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            let (shifted, tooBig) = number.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = shifted.addingReportingOverflow(Int(byte - 0x30))
            if tooBig || overflow { return nil }
            number = sum
        }
        return number
    }
}
