/// The bounds of this room, with their defaults.
public struct IdentityRules: Sendable, Equatable {
    /// A run ends when nothing of it came for this long.
    public var runIdleSeconds: Int64 = 30 * 60
    /// A run ends this long after it was minted.
    public var runLifetimeSeconds: Int64 = 24 * 60 * 60
    /// Above either bound the run that has been idle the longest is dropped and counted.
    public var runsPerAgent = 1_000
    public var runsInAll = 100_000

    /// So many failed credentials of one address within `failureWindowSeconds` start the back-off.
    public var failuresAllowed = 10
    public var failureWindowSeconds: Int64 = 60
    /// The first wait; each failure after a wait doubles it.
    public var backOffFirstSeconds: Int64 = 1
    public var backOffMaxSeconds: Int64 = 60
    /// After this long without a failure, counted from the end of the last wait, the first wait is short again.
    public var backOffForgottenSeconds: Int64 = 600
    /// Above it the address whose last failure is the oldest is dropped and counted.
    public var backOffAddresses = 10_000

    public init() {}
}
