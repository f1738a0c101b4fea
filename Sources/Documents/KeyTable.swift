/// The keys that one mapping may have: the single truth for reading, messages, docs, flags and environment.
public struct KeyTable: Sendable {
    /// What the mapping is, for messages: `a route`, `an agent`.
    public let subject: String
    public let keys: [Key]

    public init(_ subject: String, _ keys: [Key]) {
        self.subject = subject
        self.keys = keys
    }

    public subscript(name: String) -> Key? { keys.first { $0.name == name } }

    public subscript(name: [UInt8]) -> Key? { keys.first { $0.name.utf8.elementsEqual(name) } }

    /// Names that may be written today.
    public var names: [String] { keys.filter { $0.need != .notYet }.map(\.name) }

    /// Rows of a Markdown table, nested mappings included: key, value, default, meaning.
    public func markdownRows(under prefix: String = "") -> [String] {
        keys.flatMap { key -> [String] in
            let path = prefix + key.name
            switch key.type {
            case .mapping(let table): return KeyTable.ownRow(key, path) + table.markdownRows(under: path + ".")
            case .list(.mapping(let table), _, _): return [KeyTable.row(key, path)] + table.markdownRows(under: path + "[].")
            default: return [KeyTable.row(key, path)]
            }
        }
    }

    /// A nested mapping has a row of its own only where it says more than its keys do.
    private static func ownRow(_ key: Key, _ path: String) -> [String] { key.summary.isEmpty ? [] : [row(key, path)] }

    private static func row(_ key: Key, _ path: String) -> String {
        let fallback =
            switch key.need {
            case .required: "required"
            case .optional(nil): "none"
            case .optional(let text?): "`\(text)`"
            case .notYet: "not yet"
            }
        let value =
            switch key.type {
            case .mapping: "a mapping"
            case .list(.mapping, let most, _): "a list of at most \(most) mappings"
            default: key.type.expectation
            }
        return "| `\(path)` | \(value) | \(fallback) | \(key.summary) |"
    }
}
