/// The key field by which an upstream tells a repeat from a second call.
public struct Idempotency: Sendable, Equatable {
    /// Lower-case field name.
    public let header: [UInt8]
    public let ttl: Duration

    public init(header: [UInt8], ttl: Duration = .seconds(3600)) {
        self.header = header
        self.ttl = ttl
    }
}
