/// Bounds of one request head and its chunk framing; hitting one is a refusal, never a truncation.
public struct HTTPLimits: Sendable, Equatable {
    /// Method, target and version together, in bytes.
    public var requestLineBytes = 16 * 1024
    /// All field lines together, in bytes.
    public var headerSectionBytes = 32 * 1024
    public var headerFields = 100
    /// Chunk extensions of one message, in bytes.
    public var chunkExtensionBytes = 4 * 1024
    /// Options named by all Connection fields of one message.
    public var connectionOptions = 16

    public init() {}
}
