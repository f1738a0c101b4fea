internal import EventLoop
internal import Glibc

/// The `date` line of answers, made once a second.
struct DateLine {
    private var line: [UInt8] = []
    private var validUntil = MonotonicTime(nanoseconds: 0)

    /// Puts the line in front of the empty line that ends the head at the end of `output`.
    mutating func insert(into output: inout [UInt8], now: MonotonicTime) {
        if now >= validUntil { refresh(now) }
        // The head's empty line is written again behind ours.
        output.removeLast(2)
        output.append(contentsOf: line)
    }

    private mutating func refresh(_ now: MonotonicTime) {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        line = Array("date: \(DateLine.text(seconds: Int64(time.tv_sec)))\r\n\r\n".utf8)
        validUntil = now + .nanoseconds(1_000_000_000 - Int64(time.tv_nsec))
    }

    /// RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(seconds: Int64) -> String {
        var seconds = time_t(seconds)
        var parts = unsafe tm()
        unsafe gmtime_r(&seconds, &parts)
        let (day, month, year) = unsafe (Int(parts.tm_wday), Int(parts.tm_mon), parts.tm_year + 1900)
        let (date, hour, minute, second) = unsafe (parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(days[day]), \(two(date)) \(months[month]) \(year) \(two(hour)):\(two(minute)):\(two(second)) GMT"
    }
}
