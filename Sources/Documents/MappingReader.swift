/// Reads one mapping by its key table: each call names a key, the table says what it may hold.
///
/// Unknown, missing and not-yet keys are reported at once, so a reader asks for what it wants and builds its value where nothing is nil.
/// Every method answers nil where the key is absent or its value was reported; asking for a key or a type that the table does not have is our mistake.
public struct MappingReader {
    public let table: KeyTable
    /// Where the mapping begins.
    public let mark: Mark
    public let problems: Problems
    private let entries: [Node.Entry]

    /// - Returns: nil where `node` is no mapping, which is reported.
    public init?(_ node: Node, _ table: KeyTable, _ problems: Problems) {
        guard case .mapping(let entries) = node.content else {
            problems.error(at: node.mark, "\(table.subject) is \(node.shown); expected \(KeyType.mapping(table).expectation)")
            return nil
        }
        self.table = table
        self.mark = node.mark
        self.problems = problems
        self.entries = entries
        checkKeys()
    }

    public func has(_ name: String) -> Bool { node(name) != nil }

    /// The value as it stands, for keys of type `other`.
    public func node(_ name: String) -> Node? { entries.first { $0.key.elementsEqual(name.utf8) }?.value }

    /// Where the key's value stands; the mapping's own place where the key is absent.
    public func mark(of name: String) -> Mark { node(name)?.mark ?? mark }

    public func error(_ name: String, _ message: String) { problems.error(at: mark(of: name), message) }

    public func warning(_ name: String, _ message: String) { problems.warning(at: mark(of: name), message) }

    /// A key of type text, identifier or choice.
    public func text(_ name: String) -> Located<[UInt8]>? {
        read(name) { type, node, reader in reader.checkedText(node, type) }
    }

    /// A key of type choice, as the enumeration whose raw values are the words of the table.
    public func choice<Word: RawRepresentable>(_ name: String, as: Word.Type) -> Located<Word>? where Word.RawValue == String {
        guard let text = text(name), let word = Word(rawValue: String(decoding: text.value, as: UTF8.self)) else { return nil }
        return Located(word, at: text.mark)
    }

    public func integer(_ name: String) -> Located<Int>? {
        read(name) { type, node, reader in
            guard case .integer(let range) = type else { return mistake(name) }
            return reader.integer(node, in: range)
        }
    }

    public func boolean(_ name: String) -> Located<Bool>? {
        read(name) { _, node, reader in reader.boolean(node) }
    }

    public func duration(_ name: String) -> Located<Duration>? {
        read(name) { type, node, reader in
            guard case .duration(let range) = type else { return mistake(name) }
            return reader.duration(node, in: range)
        }
    }

    /// - Returns: bytes.
    public func byteSize(_ name: String) -> Located<Int>? {
        read(name) { type, node, reader in
            guard case .byteSize(let range) = type else { return mistake(name) }
            return reader.byteSize(node, in: range)
        }
    }

    /// The elements of a list as they stand; a single value where the table allows one. The bound is checked.
    public func list(_ name: String) -> Located<[Node]>? {
        read(name) { type, node, reader in
            guard case .list(_, let most, let allowsOne) = type else { return mistake(name) }
            guard case .list(let nodes) = node.content else {
                if allowsOne { return [node] }
                problems.error(at: node.mark, "`\(name)` is \(node.shown); expected \(type.expectation)")
                return nil
            }
            guard nodes.count <= most else {
                problems.error(at: node.mark, "`\(name)` has \(nodes.count) entries; expected at most \(most)")
                return nil
            }
            return nodes
        }
    }

    /// The elements of a list of texts, identifiers or choices; nil where one of them was reported.
    public func texts(_ name: String) -> Located<[Located<[UInt8]>]>? {
        guard let nodes = list(name), case .list(let element, _, _)? = table[name]?.type else { return nil }
        let reader = ScalarReader(problems: problems, name: name)
        let read = nodes.value.compactMap { node in reader.checkedText(node, element).map { Located($0, at: node.mark) } }
        return read.count == nodes.value.count ? Located(read, at: nodes.mark) : nil
    }

    /// A nested mapping.
    public func mapping(_ name: String) -> MappingReader? {
        guard case .mapping(let nested)? = table[name]?.type else { return mistake(name) }
        return node(name).flatMap { MappingReader($0, nested, problems) }
    }

    /// The elements of a list of mappings; elements that are no mapping are reported and left out.
    public func mappings(_ name: String) -> [MappingReader] {
        guard case .list(.mapping(let nested), _, _)? = table[name]?.type else { return mistake(name) ?? [] }
        return (list(name)?.value ?? []).compactMap { MappingReader($0, nested, problems) }
    }

    /// A mapping of names to texts, in the order of the file.
    public func pairs(_ name: String) -> Located<[(name: [UInt8], text: Located<[UInt8]>)]>? {
        read(name) { type, node, _ in
            guard case .texts(let most, let bytes) = type else { return mistake(name) }
            guard case .mapping(let entries) = node.content, entries.count <= most else {
                problems.error(at: node.mark, "`\(name)` is \(node.shown); expected \(type.expectation)")
                return nil
            }
            return entries.compactMap { entry in
                let reader = ScalarReader(problems: problems, name: name)
                return reader.checkedText(entry.value, .text(maxBytes: bytes)).map { (entry.key, Located($0, at: entry.value.mark)) }
            }
        }
    }

    private func read<Value>(_ name: String, _ convert: (KeyType, Node, ScalarReader) -> Value?) -> Located<Value>? {
        guard let key = table[name] else { return mistake(name) }
        guard key.need != .notYet, let node = node(name) else { return nil }
        return convert(key.type, node, ScalarReader(problems: problems, name: name)).map { Located($0, at: node.mark) }
    }

    /// Asking for what the table does not have is a mistake of the schema: it must not pass for an absent key.
    private func mistake<Value>(_ name: String) -> Value? {
        preconditionFailure("\(table.subject): the key table has no `\(name)` of this type")
    }

    private func checkKeys() {
        for entry in entries {
            switch table[entry.key]?.need {
            case .notYet: problems.error(at: entry.keyMark, "\(quoted(entry.key)) is not supported yet")
            case .required, .optional: break
            case nil:
                let near = Suggestion.phrase(entry.key, among: table.names)
                problems.error(at: entry.keyMark, "unknown key \(quoted(entry.key))\(near) expected \(alternatives(table.names))")
            }
        }
        for key in table.keys where key.need == .required && node(key.name) == nil {
            problems.error(at: mark, "\(table.subject) without `\(key.name)`; expected \(key.type.expectation)")
        }
    }
}
