/// Bounds of one request head and its chunk framing; hitting one is a refusal, never a truncation.
public struct HTTPLimits: Sendable, Equatable {
    /// Method, target and version together, in bytes.
    public var requestLineBytes = 16 * 1024
    /// All field lines together, in bytes.
    public var headerSectionBytes = 32 * 1024
    public var headerFields = 100
    /// Chunk extensions of one message, in bytes.
    public var chunkExtensionBytes = 4 * 1024
    /// The longest body that any framing may announce or carry, in bytes; routes bound theirs far lower.
    public var bodyBytes: UInt64 = 1 << 32
    /// Options named by all Connection fields of one message.
    public var connectionOptions = 16

    public init() {}
}
