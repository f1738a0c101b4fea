/// Durations as people write them: one whole number and one unit.
public enum DurationText {
    private static let units: [(suffix: [UInt8], milliseconds: Int64)] = [
        (Array("ms".utf8), 1), (Array("s".utf8), 1000), (Array("m".utf8), 60_000), (Array("h".utf8), 3_600_000),
        (Array("d".utf8), 86_400_000),
    ]

    /// - Returns: nil unless the text is digits and one of `ms`, `s`, `m`, `h`, `d`, and fits.
    public static func read(_ text: [UInt8]) -> Duration? {
        let digits = text.prefix { (0x30...0x39).contains($0) }
        guard let count = DecimalText.read(digits), let unit = units.first(where: { text.dropFirst(digits.count).elementsEqual($0.suffix) })
        else {
            return nil
        }
        let (milliseconds, overflow) = Int64(count).multipliedReportingOverflow(by: unit.milliseconds)
        return overflow ? nil : .milliseconds(milliseconds)
    }

    /// The shortest text that reads back as `duration`; parts below a millisecond are dropped.
    public static func write(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let thousandths = attoseconds / 1_000_000_000_000_000
        if thousandths != 0 { return "\(seconds * 1000 + thousandths)ms" }
        for (size, suffix) in [(Int64(86_400), "d"), (3600, "h"), (60, "m")] where seconds != 0 && seconds % size == 0 {
            return "\(seconds / size)\(suffix)"
        }
        return "\(seconds)s"
    }
}
