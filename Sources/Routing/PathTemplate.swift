/// `/v1/orders/{id}` as parsed segments. See docs/routes.md for the grammar.
public struct PathTemplate: Sendable, Equatable {
    /// Segments of one template, captures included.
    static let segmentsMax = 64

    public let segments: [Segment]
    /// The template ends with `/`, and so must the path.
    public let hasTrailingSlash: Bool

    public enum Segment: Sendable, Equatable {
        /// Canonical octets, hexadecimal digits in upper case.
        case literal([UInt8])
        /// One strict segment, with an optional literal prefix and suffix.
        case capture(name: [UInt8], prefix: [UInt8], suffix: [UInt8])
        /// One raw segment that may hold %2F, %25, %3B.
        case opaque(name: [UInt8])
        /// Zero or more segments; last only.
        case rest(name: [UInt8])

        /// What the capture is called; nil for a literal.
        var name: [UInt8]? {
            switch self {
            case .literal: nil
            case .capture(let name, _, _), .opaque(let name), .rest(let name): name
            }
        }
    }

    init(segments: [Segment], hasTrailingSlash: Bool) {
        self.segments = segments
        self.hasTrailingSlash = hasTrailingSlash
    }

    /// Reads a template as a route map writes it.
    ///
    /// - Parameter text: begins with `/`; at most 64 segments.
    /// - Throws: `TemplateFault`, with the place in `text`.
    public init(parsing text: [UInt8]) throws(TemplateFault) {
        var parser = TemplateParser(text)
        self = try parser.parse()
    }
}
