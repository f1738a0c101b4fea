/// One key of a schema, as data: read by `MappingReader`, by the docs and by the flags alike.
public struct Key: Sendable {
    public let name: String
    public let type: KeyType
    public let need: Need
    /// One sentence for the docs.
    public let summary: String

    public enum Need: Sendable, Equatable {
        case required
        /// The default as a person would write it; nil where absence itself is the default.
        case optional(String?)
        /// Known, and refused until a later release reads it: ignoring it would promise what is not done.
        case notYet
    }

    public init(_ name: String, _ type: KeyType, _ need: Need = .optional(nil), _ summary: String = "") {
        self.name = name
        self.type = type
        self.need = need
        self.summary = summary
    }
}
