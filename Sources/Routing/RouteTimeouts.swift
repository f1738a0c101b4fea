/// How long one call may take at each step; bounds in docs/routes.md.
public struct RouteTimeouts: Sendable, Equatable {
    public var connect: Duration = .seconds(5)
    /// From the last byte sent to the first byte of the answer; 600 s for LLM dialects.
    public var firstByte: Duration = .seconds(60)
    /// Between two bytes of the answer; 300 s for LLM dialects.
    public var idle: Duration = .seconds(60)

    public init() {}
}
