/// What goes up and down; the raw value is the name in `/metrics` without the `boomgate_` prefix.
public enum Gauge: String, CaseIterable, Sendable {
    case openConnections = "open_connections"
    case idleConnections = "idle_connections"
    case requestsInFlight = "requests_in_flight"
    case upstreamTransfers = "upstream_transfers"

    /// One sentence for `# HELP`.
    var help: StaticString {
        switch self {
        case .openConnections: "connections of agents that are open"
        case .idleConnections: "open connections that wait for a request"
        case .requestsInFlight: "requests being answered"
        case .upstreamTransfers: "calls to upstreams in flight"
        }
    }
}
