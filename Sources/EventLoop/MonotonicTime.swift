import Glibc

/// A reading of the machine's monotonic clock, for waits and deadlines; never for records.
///
/// Plain nanoseconds instead of `ContinuousClock.Instant`: the loop compares deadlines on every turn, and 128-bit arithmetic showed there.
public struct MonotonicTime: Comparable, Sendable {
    /// Nanoseconds since boot.
    public var nanoseconds: UInt64

    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// The clock's reading now; one vDSO call.
    public static func read() -> MonotonicTime {
        var value = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &value)
        return MonotonicTime(nanoseconds: UInt64(value.tv_sec) * 1_000_000_000 + UInt64(value.tv_nsec))
    }

    public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The moment `duration` later; saturates at the clock's end, a negative duration changes nothing.
    public static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        let (sum, overflow) = time.nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
        return MonotonicTime(nanoseconds: overflow ? .max : sum)
    }

    /// Time from `earlier` to `self`; zero where `earlier` is later.
    public func since(_ earlier: MonotonicTime) -> Duration {
        nanoseconds > earlier.nanoseconds ? .nanoseconds(Int64(clamping: nanoseconds - earlier.nanoseconds)) : .zero
    }
}

extension Duration {
    /// Whole nanoseconds, clamped to 0...UInt64.max.
    var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (high, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : high &+ UInt64(attoseconds) / 1_000_000_000
    }
}
