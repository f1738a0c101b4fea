import Documents
import Testing
import YAMLDocuments

@Suite struct `A YAML file` {
    private func read(_ text: String, limits: YAMLDocument.Limits = .init()) -> (node: Node?, lines: [String]) {
        read(Array(text.utf8), limits: limits)
    }

    private func read(_ bytes: [UInt8], limits: YAMLDocument.Limits = .init()) -> (node: Node?, lines: [String]) {
        let problems = Problems()
        return (YAMLDocument.parse(bytes, file: "f.yaml", problems: problems, limits: limits), problems.lines)
    }

    /// The tree as one line, so that a test can compare it at a glance.
    private func shape(_ node: Node?) -> String {
        switch node?.content {
        case nil: "nil"
        case .scalar(let scalar): (scalar.isQuoted ? "'" : "") + String(decoding: scalar.text, as: UTF8.self)
        case .list(let nodes): "[" + nodes.map(shape).joined(separator: ",") + "]"
        case .mapping(let entries):
            "{" + entries.map { String(decoding: $0.key, as: UTF8.self) + ":" + shape($0.value) }.joined(separator: ",") + "}"
        }
    }

    @Test(arguments: [
        ("a: &x 1", "f.yaml:1:4: an anchor is not supported; expected plain text, lists and mappings"),
        ("a: &x [1]\nb: *x", "f.yaml:1:4: an anchor is not supported; expected plain text, lists and mappings"),
        ("a: !!str 1", "f.yaml:1:4: a tag is not supported; expected plain text, lists and mappings"),
        ("a: ! 1", "f.yaml:1:4: a tag is not supported; expected plain text, lists and mappings"),
        ("a: !!set {x}", "f.yaml:1:4: a tag is not supported; expected plain text, lists and mappings"),
        ("%YAML 1.1\n---\na: 1", "f.yaml:1:1: a directive is not supported; expected plain text, lists and mappings"),
        ("a: 1\n---\nb: 2", "f.yaml:2:1: a second document in one file; expected one document"),
        ("a: 1\nb: 2\na: 3", "f.yaml:3:1: `a` stands here and at 1:1; expected each key once"),
        ("'a': 1\n\"a\": 3", "f.yaml:2:1: `a` stands here and at 1:1; expected each key once"),
        ("{a: 1, a: 2}", "f.yaml:1:8: `a` stands here and at 1:2; expected each key once"),
        ("[a]: 1", "f.yaml:1:1: a key is a list; expected a word"),
        ("? {a: b}\n: 1", "f.yaml:1:3: a key is a mapping; expected a word"),
        ("'': 1", "f.yaml:1:1: a key is an empty value; expected a word"),
        ("a: b: c", "f.yaml:1:5: a `:` where no key may stand; expected a new line, or quotes round the text"),
        ("a:\n\tb: 1", "f.yaml:2:1: a character that cannot begin a value; expected spaces instead of tabs, or quotes round the text"),
        ("a: [1, 2", "f.yaml:1:4: a list in `[` without its end; expected `,` or `]`"),
        ("a: \"x", "f.yaml:1:4: the text in quotes has no end; expected the closing quote"),
        ("a: 1\n b: 2", "f.yaml:2:3: a `:` where no key may stand; expected a new line, or quotes round the text"),
        ("a:\n  b: 1\n c: 2", "f.yaml:3:2: the lines do not line up here; expected a key at the column of the keys above"),
        ("a: @x", "f.yaml:1:4: a character that cannot begin a value; expected spaces instead of tabs, or quotes round the text"),
    ])
    func `what the subset leaves out is refused in its place`(_ text: String, _ line: String) {
        #expect(read(text).lines.contains(line), "\(read(text).lines)")
    }

    @Test(
        arguments: [
            ([0x61, 0x3a, 0x20, 0xff], "f.yaml:1:4: the byte `\\xff` is not valid UTF-8; expected UTF-8"),
            ([0x61, 0x3a, 0x0a, 0xc0, 0xaf], "f.yaml:2:1: the byte `\\xc0` is not valid UTF-8; expected UTF-8"),
            ([0x61, 0xed, 0xa0, 0x80], "f.yaml:1:2: the byte `\\xed` is not valid UTF-8; expected UTF-8"),
            ([0x61, 0xe2, 0x82], "f.yaml:1:2: the byte `\\xe2` is not valid UTF-8; expected UTF-8"),
            ([0x61, 0x00], "f.yaml:1:2: a control character `\\x00`; expected text"),
            ([0x61, 0x1b], "f.yaml:1:2: a control character `\\x1b`; expected text"),
            ([0x61, 0x7f], "f.yaml:1:2: a control character `\\x7f`; expected text"),
            ([0x61, 0x0d, 0x62], "f.yaml:1:2: a control character `\\x0d`; expected text"),
            ([0xff, 0xfe, 0x61, 0x00], "f.yaml:1:1: the byte `\\xff` is not valid UTF-8; expected UTF-8"),
            ([0x61, 0xe2, 0x80, 0xae], "f.yaml:1:2: the invisible character U+202E; expected text that shows what it says"),
            ([0x61, 0xc2, 0x85], "f.yaml:1:2: the invisible character U+85; expected text that shows what it says"),
            ([0x61, 0xef, 0xbb, 0xbf], "f.yaml:1:2: the invisible character U+FEFF; expected text that shows what it says"),
        ] as [([UInt8], String)])
    func `bytes that are not plain UTF-8 are refused in their place`(_ bytes: [UInt8], _ line: String) {
        #expect(read(bytes).node == nil)
        #expect(read(bytes).lines == [line])
    }

    @Test func `every problem of a readable file is shown`() {
        #expect(read("a: &x 1\nb: !t 2\na: 3").lines.count == 3)
    }

    @Test func `a file one byte over its bound is refused, one on it is read`() {
        var limits = YAMLDocument.Limits()
        limits.bytes = 4
        #expect(read("a: 10", limits: limits).lines == ["f.yaml: the file has 5 bytes; expected at most 4"])
        #expect(read("a: 1", limits: limits).lines.isEmpty)
    }

    @Test func `nesting is bounded`() {
        let deep = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(read(deep(64)).lines.isEmpty)
        #expect(read(deep(65)).lines == ["f.yaml:1:65: lists and mappings deeper than 64; expected at most 64"])
        #expect(read(String(repeating: "[", count: 100_000)).node == nil)
        #expect(read(String(repeating: "- ", count: 100_000)).node == nil)
    }

    @Test func `the number of nodes is bounded`() {
        var limits = YAMLDocument.Limits()
        limits.nodes = 3
        #expect(read("[a, b]", limits: limits).lines.isEmpty)
        #expect(read("[a, b, c]", limits: limits).lines == ["f.yaml:1:1: more than 3 keys and values; expected at most 3"])
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "\u{feff}"]) func `an empty file is an empty mapping`(_ text: String) {
        #expect(shape(read(text).node) == "{}" && read(text).lines.isEmpty)
    }

    @Test(arguments: [
        ("a: yes\nb: 0x1\nc: ~\nd: 1e3", "{a:yes,b:0x1,c:~,d:1e3}"), ("a: 'yes'\nb: \"x\\ty\"", "{a:'yes,b:'x\ty}"),
        ("a:\n- 1\n- {b: c}", "{a:[1,{b:c}]}"),
        ("{\"a\": [1, true, null], \"b\": {\"c\": \"d\"}}", "{a:[1,true,null],b:{c:'d}}"), ("a: |\n  x\n  y\n", "{a:'x\ny\n}"),
        ("a: x # note\r\nb: y\r\n", "{a:x,b:y}"),
        ("<<: {a: b}", "{<<:{a:b}}"), ("a:", "{a:}"), ("- a\n- b", "[a,b]"), ("\u{feff}a: ü", "{a:ü}"),
    ])
    func `every scalar is text`(_ text: String, _ expected: String) {
        #expect(shape(read(text).node) == expected && read(text).lines.isEmpty, "\(read(text).lines)")
    }

    @Test func `marks count lines from one and columns in bytes`() throws {
        let node = try #require(read("é: 1\nüü: [ö, {ä: x}]\n").node)
        guard case .mapping(let entries) = node.content, case .list(let items) = entries[1].value.content else {
            Issue.record("not the shape that was written")
            return
        }
        #expect(entries[0].value.mark == Mark(file: "f.yaml", line: 1, column: 5))
        #expect(entries[1].keyMark == Mark(file: "f.yaml", line: 2, column: 1))
        #expect(items[0].mark == Mark(file: "f.yaml", line: 2, column: 8))
        #expect(items[1].mark == Mark(file: "f.yaml", line: 2, column: 12))
        guard case .mapping(let inner) = items[1].content else { return }
        #expect(inner[0].value.mark == Mark(file: "f.yaml", line: 2, column: 17))
    }
}
