import Documents
import Vocabulary

/// Edits agents.yaml as text, so that comments and order stay as their writer left them.
///
/// Only block style is edited: what is written in braces is for its writer to change, and the message says so.
struct AgentsText {
    private var lines: [[UInt8]]
    private let tree: Node
    private let file: String
    private let problems: Problems

    init(_ bytes: [UInt8], tree: Node, file: String, problems: Problems) {
        lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map { Array($0.last == 0x0d ? $0.dropLast() : $0) }
        if lines.last == [] { lines.removeLast() }
        self.tree = tree
        self.file = file
        self.problems = problems
    }

    var bytes: [UInt8] { lines.flatMap { $0 + [0x0a] } }

    mutating func apply(_ edit: AgentsEdit) -> Bool {
        switch edit {
        case .add(let agent): append(agent)
        case .setKeys(let id, let keys): setKeys(of: id, to: keys)
        }
    }

    private mutating func append(_ agent: AgentsEdit.NewAgent) -> Bool {
        guard case .mapping(let top) = tree.content, let at = top.firstIndex(where: { $0.key.elementsEqual("agents".utf8) }) else {
            lines.append(Array("agents:".utf8))
            lines += AgentsText.block(agent, indent: 2)
            return true
        }
        guard case .list(let items) = top[at].value.content else {
            return refuse(top[at].value.mark, "`agents` is \(top[at].value.shown); expected a list")
        }
        let end = trimmed(top.indices.contains(at + 1) ? top[at + 1].keyMark.line - 1 : lines.count, after: top[at].keyMark.line)
        if items.isEmpty {
            // `agents: []` becomes a block list; whatever stands behind the brackets is kept as a comment.
            let line = top[at].keyMark.line - 1
            let key = Array(lines[line][..<(top[at].keyMark.column - 1)]) + Array("agents:".utf8)
            lines[line] = key + (lines[line].firstIndex(of: 0x23).map { [0x20] + lines[line][$0...] } ?? [])
            lines.insert(contentsOf: AgentsText.block(agent, indent: 2), at: line + 1)
            return true
        }
        guard byte(at: top[at].value.mark) == 0x2d else {
            return refuse(top[at].value.mark, "`agents` is written in brackets; expected one `-` line for each agent")
        }
        lines.insert(contentsOf: AgentsText.block(agent, indent: top[at].value.mark.column - 1), at: end)
        return true
    }

    private mutating func setKeys(of id: AgentID, to keys: [AgentRecord.Key]) -> Bool {
        guard let (entries, end, mark) = entry(id) else {
            return refuse(Mark(file: file), "no agent `\(id)`; expected an id that `boomgate agents list` shows")
        }
        guard byte(at: mark) != 0x7b else { return refuse(mark, "agent `\(id)` is written in braces; expected one key a line") }
        guard let at = entries.firstIndex(where: { $0.key.elementsEqual("keys".utf8) }) else {
            let last = trimmed(end, after: entries.last?.keyMark.line ?? mark.line)
            lines.insert(contentsOf: AgentsText.keyLines(keys, indent: mark.column - 1), at: last)
            return true
        }
        let first = entries[at].keyMark.line - 1
        let stop = trimmed(entries.indices.contains(at + 1) ? entries[at + 1].keyMark.line - 1 : end, after: first + 1)
        let indent = entries[at].keyMark.column - 1
        // What precedes the key on its line is the `- ` of the entry.
        var block = AgentsText.keyLines(keys, indent: indent)
        block[0] = Array(lines[first][..<indent]) + block[0].dropFirst(indent)
        let comments = lines[first + 1..<stop].filter { $0.first { $0 != 0x20 } == 0x23 }
        lines.replaceSubrange(first..<stop, with: block[..<1] + comments + block[1...])
        return true
    }

    /// The entry of an agent, with the number of the first line behind it.
    private func entry(_ id: AgentID) -> (entries: [Node.Entry], end: Int, mark: Mark)? {
        guard case .mapping(let top) = tree.content, let at = top.firstIndex(where: { $0.key.elementsEqual("agents".utf8) }),
            case .list(let items) = top[at].value.content
        else { return nil }
        for (number, item) in items.enumerated() {
            guard case .mapping(let entries) = item.content, case .scalar(let text)? = item[Array("id".utf8)]?.content,
                text.text == id.bytes
            else {
                continue
            }
            let end =
                items.indices.contains(number + 1)
                ? items[number + 1].mark.line - 1
                : top.indices.contains(at + 1) ? top[at + 1].keyMark.line - 1 : lines.count
            return (entries, end, item.mark)
        }
        return nil
    }

    /// `end` without the blank and comment lines before it: they belong to what follows. Lines after `first`, counted from 1, are looked at.
    private func trimmed(_ end: Int, after first: Int) -> Int {
        var end = end
        while end > first, lines[end - 1].first(where: { $0 != 0x20 }).map({ $0 == 0x23 }) ?? true { end -= 1 }
        return end
    }

    private func byte(at mark: Mark) -> UInt8? {
        guard lines.indices.contains(mark.line - 1), lines[mark.line - 1].indices.contains(mark.column - 1) else { return nil }
        return lines[mark.line - 1][mark.column - 1]
    }

    private func refuse(_ mark: Mark, _ message: String) -> Bool {
        problems.error(at: mark, message)
        return false
    }

    private static func block(_ agent: AgentsEdit.NewAgent, indent: Int) -> [[UInt8]] {
        let pad = String(repeating: " ", count: indent)
        let environments = agent.environments.map(\.description).joined(separator: ", ")
        var text = ["\(pad)- id: \(agent.id)", "\(pad)  role: \(agent.role)", "\(pad)  environments: [\(environments)]"]
        if let owner = agent.owner { text.append("\(pad)  owner: \(owner)") }
        return text.map { Array($0.utf8) } + keyLines([agent.key], indent: indent + 2)
    }

    private static func keyLines(_ keys: [AgentRecord.Key], indent: Int) -> [[UInt8]] {
        let pad = String(repeating: " ", count: indent)
        let first = pad + (keys.isEmpty ? "keys: []" : "keys:")
        let rest = keys.map { key in
            let expires = key.expires.map { ", expires: \($0.rfc3339)" } ?? ""
            return "\(pad)  - {sha256: \(hexadecimal(key.sha256))\(expires)\(key.isDemo ? ", demo: true" : "")}"
        }
        return ([first] + rest).map { Array($0.utf8) }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
