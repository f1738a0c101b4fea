internal import HTTPCore
internal import Synchronization
internal import Vocabulary

/// What all loops share: the revision, the ports and the tables behind locks.
public final class GatewayContext: Sendable {
    public let revision: CurrentRevision
    let authenticator: any Authenticator
    let clock: any WallClock
    let digests: Digests
    let events: any EventSink
    let health: any HealthSource
    let connections: AgentConnections
    private let inflater: (any Inflate)?
    let unsettled: Mutex<UnsettledCalls>
    /// The largest answer that is remembered for a repeat, in bytes.
    let keptAnswerBytes: Int
    let bounds: GatewayBounds

    public init(
        revision: CurrentRevision, authenticator: any Authenticator, clock: any WallClock, digests: Digests, events: any EventSink,
        health: any HealthSource, connections: AgentConnections, inflater: (any Inflate)? = nil,
        unsettled: UnsettledCalls = UnsettledCalls(),
        bounds: GatewayBounds = GatewayBounds()
    ) {
        self.revision = revision
        self.authenticator = authenticator
        self.clock = clock
        self.digests = digests
        self.events = events
        self.health = health
        self.connections = connections
        self.inflater = inflater
        keptAnswerBytes = unsettled.limits.answerBytes
        self.unsettled = Mutex(unsettled)
        self.bounds = bounds
    }

    /// An error body decoded for inspection; nil where it cannot be read, which counts as the worst it could hold.
    func inflate(_ bytes: [UInt8], coding: ArraySlice<UInt8>?) -> [UInt8]? {
        guard let coding else { return nil }
        return inflater?.decode(bytes, coding: coding.map(Octet.lowered), limit: 1024 * 1024)
    }

    /// Remembered writes and bytes of kept answers, for gauges.
    public var unsettledCount: (entries: Int, bytes: Int) { unsettled.withLock { ($0.count, $0.bytes) } }
}

/// Bounds of the pipeline itself; the listener has its own.
public struct GatewayBounds: Sendable, Equatable {
    /// A request body up to this many bytes is read before it is forwarded, and takes part in the attach key.
    public var attachBodyBytes = 1024 * 1024
    /// How long an orphaned write may still be read to its end.
    public var drainFor: Duration = .seconds(600)

    public init() {}
}
