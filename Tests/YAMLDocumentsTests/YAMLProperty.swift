import Documents
import YAMLDocuments

/// What must hold for any bytes given to the YAML reader; used by the fuzzer and by the replay of its corpus.
enum YAMLProperty {
    /// Small, so that short inputs reach every edge.
    static var limits: YAMLDocument.Limits {
        var limits = YAMLDocument.Limits()
        limits.bytes = 4000
        limits.depth = 8
        limits.nodes = 200
        return limits
    }

    /// The first promise that `input` breaks, nil where it breaks none.
    static func broken(by input: [UInt8]) -> String? {
        let problems = Problems()
        let node = YAMLDocument.parse(input, file: "f", problems: problems, limits: limits)
        guard let node else { return problems.hasErrors ? nil : "nothing was read and nothing was said" }
        let lines = input.split(separator: 0x0a, omittingEmptySubsequences: false)
        if let mark = strayMark(node, problems, lines) { return "a mark outside the file: \(mark)" }
        var nodes = 0
        if depth(node, counting: &nodes) > limits.depth { return "deeper than the bound" }
        if nodes > limits.nodes + 1 { return "more nodes than the bound" }
        guard !problems.hasErrors else { return nil }
        // What was accepted means the same when it is written as JSON with marked keys, whose reading leaves no room.
        let again = Problems()
        var loose = YAMLDocument.Limits()
        loose.depth = limits.depth
        guard let copy = YAMLDocument.parse(json(node), file: "f", problems: again, limits: loose), !again.hasErrors else {
            return "the tree written as JSON is refused: \(again.lines)"
        }
        return isSame(node, copy) ? nil : "the tree written as JSON reads differently"
    }

    private static func strayMark(_ node: Node, _ problems: Problems, _ lines: [ArraySlice<UInt8>]) -> Mark? {
        var marks = problems.sorted.map(\.mark)
        collect(node, &marks)
        return marks.first { mark in
            // libyaml may point just behind the last line.
            guard (1...lines.count + 1).contains(mark.line), mark.column >= 1 else { return true }
            return mark.line <= lines.count && mark.column > lines[mark.line - 1].count + 1
        }
    }

    private static func collect(_ node: Node, _ marks: inout [Mark]) {
        marks.append(node.mark)
        switch node.content {
        case .scalar: break
        case .list(let nodes): for node in nodes { collect(node, &marks) }
        case .mapping(let entries):
            for entry in entries {
                marks.append(entry.keyMark)
                collect(entry.value, &marks)
            }
        }
    }

    private static func depth(_ node: Node, counting nodes: inout Int) -> Int {
        nodes += 1
        var deepest = 0
        switch node.content {
        case .scalar: return 0
        case .list(let children): for child in children { deepest = max(deepest, depth(child, counting: &nodes)) }
        case .mapping(let entries):
            for entry in entries {
                nodes += 1
                deepest = max(deepest, depth(entry.value, counting: &nodes))
            }
        }
        return deepest + 1
    }

    private static func json(_ node: Node) -> [UInt8] {
        switch node.content {
        case .scalar(let scalar): text(scalar.text)
        case .list(let nodes): [0x5b] + nodes.map(json).joined(separator: [0x2c, 0x20]) + [0x5d]
        case .mapping(let entries):
            // `? ` before each key: libyaml finds the `:` of a key without it only within 1,024 characters.
            [0x7b] + entries.map { [0x3f, 0x20] + text($0.key) + [0x3a, 0x20] + json($0.value) }.joined(separator: [0x2c, 0x20]) + [0x7d]
        }
    }

    private static func text(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [0x22]
        for byte in bytes {
            switch byte {
            case 0x22, 0x5c: out += [0x5c, byte]
            case 0x20..<0x7f, 0x80...: out.append(byte)
            default: out += Array("\\x".utf8) + [hex(byte >> 4), hex(byte & 15)]
            }
        }
        return escapeInvisible(out + [0x22])
    }

    /// Escapes in the source may have made characters that no file may hold as they are; they are written as escapes again.
    private static func escapeInvisible(_ bytes: [UInt8]) -> [UInt8] {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.flatMap { scalar -> [UInt8] in
            switch scalar.value {
            case 0x80...0x9f, 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f, 0xfeff, 0xfffe, 0xffff:
                Array("\\u".utf8) + [12, 8, 4, 0].map { hex(UInt8(truncatingIfNeeded: scalar.value >> $0) & 15) }
            default: Array(String(scalar).utf8)
            }
        }
    }

    private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x57 + digit }

    private static func isSame(_ a: Node, _ b: Node) -> Bool {
        switch (a.content, b.content) {
        case (.scalar(let a), .scalar(let b)): a.text == b.text
        case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy(isSame)
        case (.mapping(let a), .mapping(let b)):
            a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && isSame($0.value, $1.value) }
        default: false
        }
    }
}
