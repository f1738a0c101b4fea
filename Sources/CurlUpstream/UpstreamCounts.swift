internal import Telemetry

/// What one loop's upstream calls came to; read by metrics, changed on the loop.
public final class UpstreamCounts {
    /// Calls under way.
    public private(set) var transfers = 0
    /// Calls refused because a bound was reached.
    public internal(set) var overloaded = 0
    /// Times libcurl was kept from sending a request a second time.
    public private(set) var preventedResends = 0
    /// Calls whose peer address the route does not allow.
    public internal(set) var refusedPeers = 0
    /// Connections dropped because the upstream sent more than an answer.
    public internal(set) var surplusAnswers = 0

    private let counters: Counters?

    init(counters: Counters?) { self.counters = counters }

    func transferBegan() {
        transfers += 1
        counters?.raise(.upstreamTransfers)
    }

    func transferEnded() {
        transfers -= 1
        counters?.lower(.upstreamTransfers)
    }

    func resendPrevented() {
        preventedResends += 1
        counters?.add(.upstreamResendsPrevented)
    }
}
