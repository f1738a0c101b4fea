/// Every counter of the gateway; the raw value is the name in `/metrics` without the `boomgate_` prefix.
///
/// A closed list: a bound without a case here is a bound nobody can watch.
public enum Counter: String, CaseIterable, Sendable {
    case requests = "requests_total"
    case connectionsAccepted = "connections_accepted_total"
}
