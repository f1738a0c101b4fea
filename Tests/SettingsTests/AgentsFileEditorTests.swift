import Documents
import Glibc
import Settings
import Testing
import Vocabulary

@Suite struct `Editing agents yaml` {
    private let editor = AgentsFileEditor(parse: Sample.parse)
    private let one = AgentRecord.Key(sha256: [UInt8](repeating: 0x11, count: 32))
    private let two = AgentRecord.Key(sha256: [UInt8](repeating: 0x22, count: 32), expires: Timestamp(seconds: 1_801_396_800))
    private let oneHex = String(repeating: "11", count: 32)
    private let twoHex = String(repeating: "22", count: 32)

    private func edit(_ edit: AgentsEdit, _ text: String) -> (text: String?, lines: [String]) {
        let problems = Problems()
        let done = editor.apply(edit, to: Array(text.utf8), file: "agents.yaml", problems: problems)
        return (done.map { String(decoding: $0.text, as: UTF8.self) }, problems.lines.filter { !$0.contains("warning: ") })
    }

    private func new(_ id: String) -> AgentsEdit {
        .add(.init(id: AgentID(id), role: "r", environments: ["demo"], owner: "alice", key: one))
    }

    @Test(arguments: [
        ("agents: [{id: a, role: r, environments: e}]", "1:9: `agents` is written in brackets"),
        ("agents:\n- {id: x, role: r, environments: e}", "`x` is there already"),
        ("agents: x", "`agents` is `x`"), ("agents:\n- {id: a}", "an agent without `role`"),
    ])
    func `what cannot be edited is left alone and named`(_ text: String, _ line: String) {
        let (edited, lines) = edit(new("x"), text)
        #expect(edited == nil && lines.contains { $0.contains(line) }, "\(lines)")
    }

    @Test func `an unknown agent and one in braces are refused`() {
        let text = "agents:\n- {id: a, role: r, environments: e}\n"
        #expect(
            edit(.setKeys(of: "b", to: []), text).lines == ["agents.yaml: no agent `b`; expected an id that `boomgate agents list` shows"])
        #expect(edit(.setKeys(of: "a", to: []), text).lines == ["agents.yaml:2:3: agent `a` is written in braces; expected one key a line"])
    }

    @Test func `an id that steers the file is refused`() {
        #expect(edit(new("x\n- id: y"), "agents: []\n").text == nil)
        #expect(edit(new(": x"), "agents: []\n").text == nil)
    }

    @Test func `a new agent comes last, and comments stay where they were`() {
        let text = """
            # who may call
            agents:
              # the first
              - id: a # named
                role: r
                environments: [e]

            # the end

            """
        let expected = """
            # who may call
            agents:
              # the first
              - id: a # named
                role: r
                environments: [e]
              - id: x
                role: r
                environments: [demo]
                owner: alice
                keys:
                  - {sha256: \(oneHex)}

            # the end

            """
        #expect(edit(new("x"), text).text == expected)
    }

    @Test(arguments: [
        ("agents: [] # none yet\n", "agents: # none yet\n  - id: x\n"),
        ("agents:\n- id: a\n  role: r\n  environments: e\n", "environments: e\n- id: x\n"),
        ("agents:\r\n- id: a\r\n  role: r\r\n  environments: e", "environments: e\n- id: x\n"),
    ])
    func `an empty list and other indentation are met`(_ text: String, _ part: String) {
        #expect(edit(new("x"), text).text?.contains(part) == true, "\(edit(new("x"), text))")
    }

    @Test func `rotation replaces the keys of one agent alone`() {
        let text = """
            agents:
              - id: a
                keys:
                  # from the first day
                  - {sha256: \(oneHex)} # old
                role: r
                environments: [e]
              # the second
              - keys: [{sha256: \(String(repeating: "33", count: 32))}]
                id: b
                role: r
                environments: [e]

            """
        let rotated = edit(.setKeys(of: "a", to: [one, two]), text)
        #expect(
            rotated.text
                == text.replacing(
                    "      - {sha256: \(oneHex)} # old\n",
                    with: "      - {sha256: \(oneHex)}\n      - {sha256: \(twoHex), expires: 2027-01-31T12:00:00Z}\n"), "\(rotated)")
        let revoked = edit(.setKeys(of: "b", to: []), text)
        #expect(revoked.text?.contains("  # the second\n  - keys: []\n    id: b\n") == true, "\(revoked)")
    }

    @Test func `an agent without keys gets them`() {
        let text = "agents:\n  - id: a\n    role: r\n    environments: [e]\n\n  - id: b\n    role: r\n    environments: [e]\n"
        #expect(
            edit(.setKeys(of: "a", to: [one]), text).text?.contains(
                "environments: [e]\n    keys:\n      - {sha256: \(oneHex)}\n\n  - id: b") == true)
    }

    @Test func `the file keeps its mode and no other file is left`() throws {
        let folder = Sample.Folder()
        let path = folder.write("agents.yaml", "agents: []\n")
        chmod(path, 0o640)
        let problems = Problems()
        #expect(editor.commit(new("x"), to: path, problems: problems)?.count == 1)
        #expect(editor.commit(new("x"), to: path, problems: problems) == nil)
        #expect(folder.read("agents.yaml").contains("id: x"))
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
        #expect(BoundedFile.documents(in: folder.path, at: Mark(file: "f"), problems) == [path])
    }
}
