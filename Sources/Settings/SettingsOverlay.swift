import Documents

/// Lays flags over environment over file over defaults, value by value, and remembers where each came from.
///
/// The result is one tree whose marks still name the file, the variable or the flag, so that messages point at what must be mended.
struct SettingsOverlay {
    let flags: SettingsFlags
    let environment: ProcessEnvironment
    let parse: DocumentParser
    let problems: Problems
    private(set) var rows: [SettingRow] = []

    /// The file name in marks of built-in values.
    static let builtInFile = "default"

    init(flags: SettingsFlags, environment: ProcessEnvironment, parse: @escaping DocumentParser, problems: Problems) {
        self.flags = flags
        self.environment = environment
        self.parse = parse
        self.problems = problems
    }

    mutating func merge(_ file: Node) -> Node {
        warnOfUnknownVariables()
        return merge(GatewayKeys.table, file, under: "") ?? file
    }

    /// - Returns: nil where nothing at all is set below `prefix`.
    private mutating func merge(_ table: KeyTable, _ file: Node?, under prefix: String) -> Node? {
        var entries: [Node.Entry] = []
        if let file {
            // Another shape is left as it stands: the reader reports it.
            guard case .mapping(let written) = file.content else { return file }
            entries = written
        }
        for key in table.keys where key.need != .notYet {
            let at = entries.firstIndex { $0.key.elementsEqual(key.name.utf8) }
            let value: Node?
            if case .mapping(let nested) = key.type {
                value = merge(nested, at.map { entries[$0].value }, under: prefix + key.name + ".")
            } else {
                value = leaf(SettingKey(path: prefix + key.name, type: key.type), key, at.map { entries[$0].value })
            }
            guard let value else { continue }
            if let at {
                entries[at] = Node.Entry(key: entries[at].key, keyMark: entries[at].keyMark, value: value)
            } else {
                entries.append(Node.Entry(key: Array(key.name.utf8), keyMark: value.mark, value: value))
            }
        }
        guard file != nil || !entries.isEmpty else { return nil }
        return Node(.mapping(entries), mark: file?.mark ?? entries.first?.value.mark ?? Mark(file: SettingsOverlay.builtInFile))
    }

    private mutating func leaf(_ setting: SettingKey, _ key: Key, _ written: Node?) -> Node? {
        let node: Node?
        let origin: SettingOrigin
        if let text = flags.values[setting.path] {
            (node, origin) = (read(text, setting.type, from: setting.flag), .flag(setting.flag))
        } else if let text = environment[setting.variable] {
            (node, origin) = (read(text, setting.type, from: setting.variable), .environment(setting.variable))
        } else if let written {
            (node, origin) = (written, .file(written.mark))
        } else if case .optional(let text?) = key.need {
            (node, origin) = (read(Array(text.utf8), setting.type, from: SettingsOverlay.builtInFile), .builtIn)
        } else {
            (node, origin) = (nil, .builtIn)
        }
        rows.append(SettingRow(path: setting.path, value: node.map(SettingsOverlay.shown) ?? "none", origin: origin))
        return node
    }

    /// Lists of words are separated by commas; lists of mappings are written as in the file, in one line.
    private func read(_ text: [UInt8], _ type: KeyType, from name: String) -> Node? {
        let mark = Mark(file: name)
        switch type {
        case .list(.mapping, _, _): return parse(text, name, problems)
        case .list:
            let words = text.split(separator: 0x2c).map { word in
                Array(word.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed())
            }
            return Node(.list(words.map { Node(.scalar(Node.Scalar(text: $0, isQuoted: true)), mark: mark) }), mark: mark)
        default: return Node(.scalar(Node.Scalar(text: text, isQuoted: true)), mark: mark)
        }
    }

    private static func shown(_ node: Node) -> String {
        switch node.content {
        case .scalar(let scalar): String(quoted(scalar.text).dropFirst().dropLast())
        case .list(let nodes): "[" + nodes.map(shown).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\(quoted($0.key).dropFirst().dropLast()): \(shown($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// A variable that is misspelt is silently nothing, so it is named; other tools may have variables of that prefix, so it is no error.
    private func warnOfUnknownVariables() {
        let known = SettingKey.all.map(\.variable) + ["BOOMGATE_CONFIG"]
        for name in environment.names(withPrefix: "BOOMGATE_") where !known.contains(where: { $0.utf8.elementsEqual(name) }) {
            guard let near = Suggestion.nearest(name, among: known) else { continue }
            let shown = String(quoted(name).dropFirst().dropLast())
            problems.warning(at: Mark(file: shown), "unknown setting in the environment; did you mean `\(near)`?")
        }
    }
}
