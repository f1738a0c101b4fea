import Documents

/// Trees built by hand: this room knows no file format.
enum Sample {
    static func mark(_ line: Int, _ column: Int = 1) -> Mark { Mark(file: "a.yaml", line: line, column: column) }

    static func scalar(_ text: String, line: Int = 1, isQuoted: Bool = false) -> Node {
        Node(.scalar(Node.Scalar(text: Array(text.utf8), isQuoted: isQuoted)), mark: mark(line, 7))
    }

    static func list(_ nodes: [Node], line: Int = 1) -> Node { Node(.list(nodes), mark: mark(line, 7)) }

    /// The entries on lines 1, 2, 3 ...
    static func mapping(_ entries: [(String, Node)]) -> Node {
        let made = entries.enumerated().map { number, entry in
            Node.Entry(key: Array(entry.0.utf8), keyMark: mark(number + 1), value: entry.1)
        }
        return Node(.mapping(made), mark: mark(1))
    }

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}
