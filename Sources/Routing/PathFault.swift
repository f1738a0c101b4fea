/// Why a path or a query was refused; status 400.
public struct PathFault: Error, Equatable, Sendable {
    /// A constant sentence without the peer's bytes.
    public let reason: String

    init(_ reason: String) { self.reason = reason }
}
