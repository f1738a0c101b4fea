public import Vocabulary

/// The two clocks of a request, as a port: records use one, waits the other.
public protocol WallClock: Sendable {
    /// For records and key expiry; may jump.
    func now() -> Timestamp
    /// Time since some fixed moment before start; never goes back.
    func uptime() -> Duration
}
