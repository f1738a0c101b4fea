public import Enforcement
internal import Synchronization
public import Vocabulary

/// A clock that stands still until a test moves it.
public final class ManualClock: WallClock {
    private struct Reading {
        var now: Timestamp
        var uptime: Duration
    }
    private let reading: Mutex<Reading>

    /// Begins at 2026-03-04T12:00:00Z.
    public init(now: Timestamp = Timestamp(seconds: 1_772_625_600)) { reading = Mutex(Reading(now: now, uptime: .seconds(1_000))) }

    public func now() -> Timestamp { reading.withLock { $0.now } }
    public func uptime() -> Duration { reading.withLock { $0.uptime } }

    /// Moves both clocks by whole microseconds.
    public func advance(by duration: Duration) {
        let (seconds, attoseconds) = duration.components
        reading.withLock {
            $0.uptime += duration
            $0.now = Timestamp(microseconds: $0.now.microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
        }
    }
}
