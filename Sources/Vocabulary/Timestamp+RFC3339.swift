extension Timestamp {
    /// Reads `2026-11-20T12:00:00Z`, with a fraction of at most six digits and `Z` or an offset; nothing more lenient.
    ///
    /// - Returns: nil for any other text, for days that no calendar has, and for leap seconds.
    /// - Source: RFC 3339 §5.6, upper-case `T` and `Z` only.
    public init?(rfc3339 text: some Collection<UInt8>) {
        let bytes = Array(text.prefix(33))
        guard bytes.count >= 20, bytes.count <= 32, bytes[4] == 0x2d, bytes[7] == 0x2d, bytes[10] == 0x54, bytes[13] == 0x3a,
            bytes[16] == 0x3a
        else { return nil }
        guard let year = Timestamp.number(bytes[0..<4], 1...9999), let month = Timestamp.number(bytes[5..<7], 1...12),
            let day = Timestamp.number(bytes[8..<10], 1...Timestamp.days(inMonth: month, of: year)),
            let hour = Timestamp.number(bytes[11..<13], 0...23), let minute = Timestamp.number(bytes[14..<16], 0...59),
            let second = Timestamp.number(bytes[17..<19], 0...59)
        else { return nil }
        var rest = bytes[19...]
        var fraction = 0
        if rest.first == 0x2e {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard (1...6).contains(digits.count), let value = Timestamp.number(digits, 0...999_999) else { return nil }
            fraction = (digits.count..<6).reduce(value) { scaled, _ in scaled * 10 }
            rest = rest.dropFirst(digits.count + 1)
        }
        guard let offset = Timestamp.offset(rest) else { return nil }
        let days = Timestamp.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction))
    }

    /// UTC with `Z`; six digits of fraction where there is one.
    public var rfc3339: String {
        let micros = Int(microseconds)
        let seconds = micros >= 0 ? micros / 1_000_000 : -((999_999 - micros) / 1_000_000)
        let fraction = micros - seconds * 1_000_000
        let day = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
        let second = seconds - day * 86_400
        let (year, month, date) = Timestamp.civil(daysSinceEpoch: day)
        let digits = { (value: Int, width: Int) in
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
        }
        let clock = "\(digits(second / 3600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))"
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(date, 2))T\(clock)\(fraction == 0 ? "" : "." + digits(fraction, 6))Z"
    }

    private static func number(_ digits: some Collection<UInt8>, _ range: ClosedRange<Int>) -> Int? {
        var number = 0
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return range.contains(number) ? number : nil
    }

    /// Seconds east of UTC.
    private static func offset(_ text: ArraySlice<UInt8>) -> Int? {
        if text.elementsEqual([0x5a]) { return 0 }
        let bytes = Array(text)
        guard bytes.count == 6, bytes[0] == 0x2b || bytes[0] == 0x2d, bytes[3] == 0x3a, let hours = number(bytes[1..<3], 0...23),
            let minutes = number(bytes[4..<6], 0...59)
        else { return nil }
        return (hours * 3600 + minutes * 60) * (bytes[0] == 0x2d ? -1 : 1)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        switch month {
        case 2: return isLeap ? 29 : 28
        case 4, 6, 9, 11: return 30
        default: return 31
        }
    }

    /// Days of the proleptic Gregorian calendar, counted in years that begin in March so that the leap day comes last.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }

    private static func civil(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}
