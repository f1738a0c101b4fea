import Documents

/// Builds the tree from events and refuses what the subset leaves out.
struct TreeBuilder {
    private var source: SourceText
    private let limits: YAMLDocument.Limits
    private let problems: Problems
    private var open: [Frame] = []
    private var root: Node?
    private var nodes = 0
    private var documents = 0

    /// A list or mapping whose end has not come yet.
    private struct Frame {
        let mark: Mark
        let isMapping: Bool
        var items: [Node] = []
        var entries: [Node.Entry] = []
        /// Keys seen, with their places for the message about the second one.
        var keys: [[UInt8]: Mark] = [:]
        /// The key whose value comes next; a key that was reported stays, to keep the pairs in step.
        var key: (name: [UInt8], mark: Mark)?
    }

    init(source: SourceText, limits: YAMLDocument.Limits, problems: Problems) {
        self.source = source
        self.limits = limits
        self.problems = problems
    }

    mutating func mark(_ place: EventParser.Place) -> Mark { source.mark(place) }

    /// - Returns: false where reading must end.
    mutating func accept(_ event: EventParser.Event) -> Bool {
        let mark = source.mark(event.place)
        if let refused = event.refused {
            problems.error(at: mark, "\(refused) is not supported; expected plain text, lists and mappings")
        }
        switch event.kind {
        case .documentStart: return beginDocument(mark)
        case .scalar(let text, let isQuoted): return add(Node(.scalar(Node.Scalar(text: text, isQuoted: isQuoted)), mark: mark))
        case .alias: return add(Node(.scalar(Node.Scalar(text: [], isQuoted: true)), mark: mark))
        case .listStart: return begin(Frame(mark: mark, isMapping: false))
        case .mappingStart: return begin(Frame(mark: mark, isMapping: true))
        case .collectionEnd: return end()
        case .streamStart, .streamEnd, .documentEnd: return true
        }
    }

    /// The tree; an empty file is an empty mapping.
    func finish() -> Node {
        guard let root else { return Node(.mapping([]), mark: Mark(file: source.file, line: 1, column: 1)) }
        if case .scalar(let scalar) = root.content, scalar.text.isEmpty, !scalar.isQuoted { return Node(.mapping([]), mark: root.mark) }
        return root
    }

    private mutating func beginDocument(_ mark: Mark) -> Bool {
        documents += 1
        if documents > 1 { problems.error(at: mark, "a second document in one file; expected one document") }
        return documents == 1
    }

    private mutating func begin(_ frame: Frame) -> Bool {
        guard open.count < limits.depth else {
            problems.error(at: frame.mark, "lists and mappings deeper than \(limits.depth); expected at most \(limits.depth)")
            return false
        }
        open.append(frame)
        return true
    }

    private mutating func end() -> Bool {
        guard let frame = open.popLast() else { return true }
        return add(Node(frame.isMapping ? .mapping(frame.entries) : .list(frame.items), mark: frame.mark))
    }

    private mutating func add(_ node: Node) -> Bool {
        nodes += 1
        guard nodes <= limits.nodes else {
            problems.error(at: node.mark, "more than \(limits.nodes) keys and values; expected at most \(limits.nodes)")
            return false
        }
        guard !open.isEmpty else {
            root = node
            return true
        }
        let last = open.count - 1
        guard open[last].isMapping else {
            open[last].items.append(node)
            return true
        }
        if let key = open[last].key {
            open[last].key = nil
            open[last].entries.append(Node.Entry(key: key.name, keyMark: key.mark, value: node))
        } else {
            open[last].key = (acceptKey(node, in: last), node.mark)
        }
        return true
    }

    /// The text of a key; reports keys that are no plain word and keys that were there before.
    private mutating func acceptKey(_ node: Node, in frame: Int) -> [UInt8] {
        guard case .scalar(let scalar) = node.content, !scalar.text.isEmpty else {
            problems.error(at: node.mark, "a key is \(node.shown); expected a word")
            return []
        }
        if let first = open[frame].keys.updateValue(node.mark, forKey: scalar.text) {
            problems.error(at: node.mark, "\(quoted(scalar.text)) stands here and at \(first.line):\(first.column); expected each key once")
        }
        return scalar.text
    }
}
