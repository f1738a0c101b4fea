/// One line of the log as bytes: a JSON object and a line feed.
struct LogLine {
    private(set) var bytes: [UInt8] = []

    /// - Parameter microseconds: since the Unix epoch, UTC.
    init(_ message: StaticString, level: LogLevel, microseconds: Int64, metadata: KeyValuePairs<LogKey, String>) {
        bytes.reserveCapacity(160)
        bytes += "{\"time\":\"".utf8
        appendTime(microseconds)
        bytes += "\",\"level\":\"".utf8
        bytes += level.name.utf8
        bytes += "\",\"message\":".utf8
        unsafe appendString(UnsafeBufferPointer(start: message.utf8Start, count: message.utf8CodeUnitCount))
        for (key, value) in metadata {
            bytes += ",\"".utf8
            bytes += key.rawValue.utf8
            bytes += "\":".utf8
            appendString(value.utf8)
        }
        bytes += "}\n".utf8
    }

    /// BOUND: a value is cut after this many bytes; what a peer sent must not fill the disk.
    static let valueBytes = 512

    private mutating func appendString(_ text: some Sequence<UInt8>) {
        bytes.append(0x22)
        var room = LogLine.valueBytes
        for byte in text {
            // Cut before a character, never inside one: a continuation byte follows its first byte whatever the room.
            if room <= 0, byte & 0xC0 != 0x80 { break }
            room -= 1
            appendEscaped(byte)
        }
        bytes.append(0x22)
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case 0x22, 0x5C: bytes += [0x5C, byte]
        // DEL too: terminals act on it, and a log is read on terminals.
        case 0..<0x20, 0x7F: bytes += [0x5C, 0x75, 0x30, 0x30, LogLine.hex(byte >> 4), LogLine.hex(byte & 15)]
        default: bytes.append(byte)
        }
    }

    private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x57 + digit }

    private mutating func appendTime(_ microseconds: Int64) {
        let day = microseconds.floorDivided(by: 86_400_000_000)
        var rest = microseconds - day * 86_400_000_000
        let (year, month, date) = LogLine.civil(day)
        appendNumber(year, width: 4, then: 0x2D)
        appendNumber(month, width: 2, then: 0x2D)
        appendNumber(date, width: 2, then: 0x54)
        appendNumber(rest / 3_600_000_000, width: 2, then: 0x3A)
        rest %= 3_600_000_000
        appendNumber(rest / 60_000_000, width: 2, then: 0x3A)
        rest %= 60_000_000
        appendNumber(rest / 1_000_000, width: 2, then: 0x2E)
        appendNumber(rest % 1_000_000, width: 6, then: 0x5A)
    }

    private mutating func appendNumber(_ number: Int64, width: Int, then end: UInt8) {
        var digits = [UInt8](repeating: 0x30, count: width)
        var rest = number
        for place in digits.indices.reversed() {
            digits[place] = 0x30 + UInt8(rest % 10)
            rest /= 10
        }
        bytes += digits
        bytes.append(end)
    }

    /// The Gregorian date of a day counted from 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func civil(_ day: Int64) -> (year: Int64, month: Int64, date: Int64) {
        let shifted = day + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
