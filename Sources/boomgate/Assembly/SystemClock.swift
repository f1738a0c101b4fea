internal import Enforcement
internal import EventLoop
internal import Glibc
internal import Vocabulary

/// The machine's clocks.
struct SystemClock: WallClock {
    func now() -> Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    func uptime() -> Duration { .nanoseconds(Int64(clamping: MonotonicTime.read().nanoseconds)) }
}
