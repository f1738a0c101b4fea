/// Sizes as people write them: one whole number and one unit; powers of two only, so that nobody has to guess.
public enum ByteSizeText {
    private static let units: [(suffix: String, bytes: Int)] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)]

    /// - Returns: bytes; nil unless the text is digits and one of `B`, `KiB`, `MiB`, `GiB`, and fits.
    public static func read(_ text: [UInt8]) -> Int? {
        let digits = text.prefix { (0x30...0x39).contains($0) }
        let suffix = text.dropFirst(digits.count)
        guard let count = DecimalText.read(digits), let unit = units.first(where: { suffix.elementsEqual($0.suffix.utf8) }) else {
            return nil
        }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: unit.bytes)
        return overflow ? nil : bytes
    }

    public static func write(_ bytes: Int) -> String {
        for unit in units where bytes >= unit.bytes && bytes % unit.bytes == 0 { return "\(bytes / unit.bytes)\(unit.suffix)" }
        return "\(bytes)B"
    }
}
