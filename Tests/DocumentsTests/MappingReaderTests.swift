import Documents
import Testing

@Suite struct `Reading a mapping` {
    private static let table = KeyTable(
        "a listener",
        [
            Key("address", .text(maxBytes: 8), .required), Key("port", .integer(1...65535)), Key("plaintext", .boolean),
            Key("wait", .duration(.seconds(1) ... .seconds(60))), Key("body", .byteSize(1...1024)),
            Key("level", .choice(["info", "debug"])),
            Key("id", .identifier(.word, maxBytes: 4)), Key("names", .list(of: .identifier(.dotted, maxBytes: 9), max: 2, allowsOne: true)),
            Key("tls", .mapping(KeyTable("tls", [Key("key", .text(maxBytes: 9))]))), Key("labels", .texts(maxEntries: 1, maxBytes: 3)),
            Key("keys", .list(of: .mapping(KeyTable("a key", [Key("sha256", .text(maxBytes: 9))])), max: 2)),
            Key("hold", .boolean, .notYet),
        ])

    private func read<Value>(_ entries: [(String, Node)], _ body: (MappingReader) -> Value) -> (Value?, [String]) {
        let problems = Problems()
        let reader = MappingReader(Sample.mapping([("address", Sample.scalar("::1"))] + entries), Self.table, problems)
        return (reader.map(body), problems.lines)
    }

    @Test func `an unknown key is an error that names its neighbour`() {
        let (_, lines) = read([("prot", Sample.scalar("1"))]) { $0.has("port") }
        #expect(
            lines == [
                "a.yaml:2:1: unknown key `prot`; did you mean `port`? expected address, port, plaintext, wait, body, level, id, names, tls, labels or keys"
            ])
    }

    @Test func `a key of a later release is refused, not ignored`() {
        #expect(read([("hold", Sample.scalar("true"))]) { $0.has("port") }.1 == ["a.yaml:2:1: `hold` is not supported yet"])
    }

    @Test func `a missing key is reported where the mapping begins`() {
        let problems = Problems()
        _ = MappingReader(Sample.mapping([]), Self.table, problems)
        #expect(problems.lines == ["a.yaml:1:1: a listener without `address`; expected a text of 1 to 8 bytes"])
    }

    @Test func `what is no mapping is refused`() {
        let problems = Problems()
        #expect(MappingReader(Sample.scalar("x"), KeyTable("tls", [Key("key", .boolean)]), problems) == nil)
        #expect(problems.lines == ["a.yaml:1:7: tls is `x`; expected a mapping with the keys key"])
    }

    @Test(arguments: ["0", "65536", "08", "+1", "1.0", "0x10", "99999999999999999999", "a", ""])
    func `a port outside its bounds is refused`(_ text: String) {
        let (value, lines) = read([("port", Sample.scalar(text))]) { $0.integer("port")?.value }
        #expect(value == .some(nil) && lines.count == 1 && lines[0].hasSuffix("expected a whole number from 1 to 65535"), "\(lines)")
    }

    @Test(arguments: [("1", 1), ("65535", 65535)]) func `a port on its bounds is read`(_ text: String, _ port: Int) {
        #expect(read([("port", Sample.scalar(text))]) { $0.integer("port")?.value }.0 == port)
    }

    @Test(arguments: ["yes", "True", "1", "on", "~", "null"]) func `only true and false are booleans`(_ text: String) {
        let (value, lines) = read([("plaintext", Sample.scalar(text))]) { $0.boolean("plaintext")?.value }
        #expect(value == .some(nil) && lines == ["a.yaml:1:7: `\(text)` for `plaintext`; expected true or false"])
    }

    @Test(arguments: ["999ms", "61s", "5", "5 s", "1h30m", "-1s", "1.5s", "s", "99999999999999999d"])
    func `a duration outside its bounds is refused`(_ text: String) {
        let (value, lines) = read([("wait", Sample.scalar(text))]) { $0.duration("wait")?.value }
        #expect(value == .some(nil) && lines == ["a.yaml:1:7: `\(text)` for `wait`; expected a duration from 1s to 1m, such as 5s"])
    }

    @Test(arguments: [("1s", 1000), ("1000ms", 1000), ("1m", 60_000)]) func `a duration on its bounds is read`(
        _ text: String, _ milliseconds: Int
    ) {
        #expect(read([("wait", Sample.scalar(text))]) { $0.duration("wait")?.value }.0 == .milliseconds(milliseconds))
    }

    @Test(arguments: ["0B", "1025B", "2KiB", "1024", "1KB", "1k", "9999999999GiB"]) func `a size outside its bounds is refused`(
        _ text: String
    ) {
        #expect(read([("body", Sample.scalar(text))]) { $0.byteSize("body")?.value }.0 == .some(nil))
    }

    @Test(arguments: [("1B", 1), ("1KiB", 1024), ("1024B", 1024)]) func `a size on its bounds is read`(_ text: String, _ bytes: Int) {
        #expect(read([("body", Sample.scalar(text))]) { $0.byteSize("body")?.value }.0 == bytes)
    }

    @Test func `an unknown word names its neighbour`() {
        let lines = read([("level", Sample.scalar("debig"))]) { $0.text("level")?.value }.1
        #expect(lines == ["a.yaml:1:7: unknown value `debig` for `level`; did you mean `debug`? expected info or debug"])
    }

    @Test(arguments: ["", "abcde", "a b", "ä", "a.b"]) func `an identifier outside its charset or length is refused`(_ text: String) {
        #expect(read([("id", Sample.scalar(text, isQuoted: true))]) { $0.text("id")?.value }.0 == .some(nil))
    }

    @Test func `a list longer than its bound is refused`() {
        let three = Sample.list([Sample.scalar("a"), Sample.scalar("b"), Sample.scalar("c")])
        let (value, lines) = read([("names", three)]) { $0.texts("names")?.value.count }
        #expect(value == .some(nil) && lines == ["a.yaml:1:7: `names` has 3 entries; expected at most 2"])
    }

    @Test func `one value stands for a list of one where the table says so`() {
        #expect(read([("names", Sample.scalar("a.b"))]) { $0.texts("names")?.value.map(\.value) }.0 == [Sample.bytes("a.b")])
        #expect(read([("keys", Sample.scalar("a"))]) { $0.mappings("keys").count }.1.count == 1)
    }

    @Test func `nested mappings are read by their own tables`() {
        let tls = Sample.mapping([("key", Sample.scalar("k")), ("kez", Sample.scalar("k"))])
        let (value, lines) = read([("tls", tls)]) { $0.mapping("tls")?.text("key")?.value }
        #expect(value == Sample.bytes("k"))
        #expect(lines == ["a.yaml:2:1: unknown key `kez`; did you mean `key`? expected key"])
        let keys = Sample.list([Sample.mapping([("sha256", Sample.scalar("aa"))]), Sample.scalar("b")])
        let (count, more) = read([("keys", keys)]) { $0.mappings("keys").count }
        #expect(count == 1 && more.count == 1)
    }

    @Test func `labels are bounded in number and length`() {
        let two = Sample.mapping([("a", Sample.scalar("x")), ("b", Sample.scalar("y"))])
        #expect(read([("labels", two)]) { $0.pairs("labels") == nil }.0 == true)
        let one = Sample.mapping([("a", Sample.scalar("xyz"))])
        #expect(read([("labels", one)]) { $0.pairs("labels")?.value.first?.text.value }.0 == Sample.bytes("xyz"))
        let long = Sample.mapping([("a", Sample.scalar("wxyz"))])
        #expect(read([("labels", long)]) { $0.pairs("labels") }.1.count == 1)
    }

    @Test func `text may hold no control characters`() {
        let problems = Problems()
        let reader = MappingReader(Sample.mapping([("address", Sample.scalar("a\u{1b}b"))]), Self.table, problems)
        #expect(reader?.text("address")?.value == nil)
        #expect(problems.lines == ["a.yaml:1:7: `a\\x1bb` for `address`; expected a text of 1 to 8 bytes"])
    }
}
