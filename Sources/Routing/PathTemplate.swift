/// `/v1/orders/{id}` as parsed segments. See docs/settings.md for the grammar.
public struct PathTemplate: Sendable, Equatable {
    public let segments: [Segment]
    /// The template ends with `/`, and so must the path.
    public let hasTrailingSlash: Bool

    public enum Segment: Sendable, Equatable {
        case literal([UInt8])
        /// One strict segment, with an optional literal prefix and suffix.
        case capture(name: [UInt8], prefix: [UInt8], suffix: [UInt8])
        /// One raw segment that may hold %2F, %25, %3B.
        case opaque(name: [UInt8])
        /// Zero or more segments; last only.
        case rest(name: [UInt8])
    }

    init(segments: [Segment], hasTrailingSlash: Bool) {
        self.segments = segments
        self.hasTrailingSlash = hasTrailingSlash
    }
}
