/// A parsed tree whose every node knows its file, line and column.
///
/// Scalars stay text: what a word means is said by the schema that reads it, never guessed from its looks.
public struct Node: Sendable {
    public let content: Content
    public let mark: Mark

    public enum Content: Sendable {
        case scalar(Scalar)
        case list([Node])
        case mapping([Entry])
    }

    public struct Scalar: Sendable, Equatable {
        public let text: [UInt8]
        /// Written in quotes or as a block; an unquoted empty scalar is a value that was forgotten.
        public let isQuoted: Bool

        public init(text: [UInt8], isQuoted: Bool = false) {
            self.text = text
            self.isQuoted = isQuoted
        }
    }

    /// One `key: value` of a mapping, in the order of the file.
    public struct Entry: Sendable {
        public let key: [UInt8]
        public let keyMark: Mark
        public let value: Node

        public init(key: [UInt8], keyMark: Mark, value: Node) {
            self.key = key
            self.keyMark = keyMark
            self.value = value
        }
    }

    public init(_ content: Content, mark: Mark) {
        self.content = content
        self.mark = mark
    }

    /// The value of the first entry named `key`; nil for other shapes.
    public subscript(key: [UInt8]) -> Node? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// What it is, for messages: `a list`, `a mapping`, `empty` or the text in backticks.
    public var shown: String {
        switch content {
        case .list: "a list"
        case .mapping: "a mapping"
        case .scalar(let scalar): scalar.text.isEmpty ? "an empty value" : quoted(scalar.text)
        }
    }
}
