import Documents
import Settings
import Testing
import Vocabulary

@Suite struct `Agents` {
    private static let digest = String(repeating: "ab", count: 32)

    private func read(_ text: String) -> (agents: [AgentRecord]?, lines: [String]) {
        let problems = Problems()
        let agents = AgentsFile(parse: Sample.parse).read(Array(text.utf8), file: "agents.yaml", problems: problems)
        return (agents, problems.lines)
    }

    private func agent(_ more: String, id: String = "a") -> String { "agents: [{id: \(id), role: r, environments: [prod], \(more)}]" }

    @Test(arguments: [
        ("{}", "agents.yaml:1:1: agents.yaml without `agents`"), ("agents: [{id: a}]", "an agent without `role`"),
        ("agents: [{id: 'a b', role: r, environments: e}]", "`a b` for `id`; expected 1 to 64 of [A-Za-z0-9_-]"),
        ("agents: [{id: a, role: r, environments: []}]", "`environments` is an empty list"),
        ("agents: [{id: a, role: r, environments: e, trust: old}]", "unknown value `old` for `trust`; expected new or established"),
        ("agents: [{id: a, role: r, environments: e, key: x}]", "unknown key `key`; did you mean `keys`?"),
        ("agents: [{id: a, role: r, environments: e, keys: [{sha256: abc}]}]", "`abc` is no SHA-256; expected 64 hexadecimal digits"),
        (
            "agents: [{id: a, role: r, environments: e, addresses: 10.0.0.1/8}]",
            "`10.0.0.1/8` for `addresses`: bits are set below the prefix; expected `10.0.0.0/8`"
        ),
        ("agents: [{id: a, role: r, environments: e, addresses: localhost}]", "`localhost` for `addresses`: not an address"),
        ("agents: [{id: a, role: r, environments: e, certificates: [zz]}]", "`zz` is no SHA-256"),
        (
            "agents: [{id: a, role: r, environments: e, runs: {max_open: 1001}}]",
            "`1001` for `max_open`; expected a whole number from 1 to 1000"
        ),
        (
            "agents:\n- {id: a, role: r, environments: e}\n- {id: a, role: r, environments: e}",
            "agents.yaml:3:3: agent `a` stands here and at 2:3; expected each id once"
        ),
    ])
    func `what is wrong is refused in its place`(_ text: String, _ line: String) {
        let (agents, lines) = read(text)
        #expect(agents == nil && lines.contains { $0.contains(line) }, "\(lines)")
    }

    @Test(arguments: ["2027-01-31", "2027-01-31 12:00:00Z", "2027-02-30T00:00:00Z", "2027-01-31T24:00:00Z", "2027-01-31T12:00:00"])
    func `an expiry that is no RFC 3339 time is refused`(_ text: String) {
        let (agents, lines) = read(agent("keys: [{sha256: \(Self.digest), expires: \(text)}]"))
        #expect(agents == nil && lines.contains { $0.hasSuffix("expected an RFC 3339 time such as 2027-01-31T12:00:00Z") }, "\(lines)")
    }

    @Test func `an id of 64 bytes is read, one of 65 is refused`() {
        #expect(read(agent("keys: []", id: String(repeating: "a", count: 64))).agents != nil)
        #expect(read(agent("keys: []", id: String(repeating: "a", count: 65))).agents == nil)
    }

    @Test func `addresses of two agents may not overlap, those of one may`() {
        let two = { (a: String, b: String) in
            read("agents:\n- {id: a, role: r, environments: e, addresses: \(a)}\n- {id: b, role: r, environments: e, addresses: \(b)}")
        }
        let (agents, lines) = two("10.0.0.0/8", "10.1.0.0/16")
        #expect(agents == nil)
        #expect(
            lines.contains(
                "agents.yaml:3:3: `10.1.0.0/16` of agent `b` lies in `10.0.0.0/8` of agent `a`; expected addresses of one agent only"),
            "\(lines)")
        #expect(two("127.0.0.1", "'::ffff:127.0.0.1'").agents == nil)
        #expect(two("10.0.0.0/8", "11.0.0.0/8").agents?.count == 2)
        #expect(read(agent("addresses: [10.0.0.0/8, 10.1.0.0/16]")).agents?[0].addresses.count == 2)
    }

    @Test func `an outer block is found behind a nested one of the same agent`() {
        let text = """
            agents:
            - {id: a, role: r, environments: e, addresses: [10.0.0.0/8]}
            - {id: b, role: r, environments: e, addresses: [11.0.0.0/8, 10.1.0.0/16, 10.1.2.0/24]}
            """
        #expect(read(text).lines.filter { $0.contains("lies in `10.0.0.0/8`") }.count == 2)
    }

    @Test func `two agents may not share a key`() {
        let entry = { (id: String) in "- {id: \(id), role: r, environments: e, keys: [{sha256: \(Self.digest)}]}" }
        #expect(read("agents:\n\(entry("a"))\n\(entry("b"))").lines.contains { $0.contains("agents `a` and `b` have the same key digest") })
    }

    @Test func `who is known by address, or by nothing, is named`() {
        #expect(read(agent("addresses: 127.0.0.1")).lines.contains { $0.contains("warning: agent `a` is known by address") })
        #expect(read(agent("trust: new")).lines.contains { $0.contains("warning: agent `a` has no key, certificate or address") })
    }

    @Test func `every key of an agent is read`() throws {
        let text = """
            agents:
              - id: support-1
                role: customer_support
                environments: [prod, demo]
                owner: alice
                trust: established
                labels: {team: a}
                keys: [{sha256: \(Self.digest.uppercased()), expires: 2027-01-31T12:00:00Z, demo: true}]
                certificates: [\(Self.digest)]
                addresses: [127.0.0.1/32, "::1"]
                runs: {labelled: true, max_open: 2, new_per_hour: 3}
            """
        let agent = try #require(read(text).agents?.first, "\(read(text).lines)")
        #expect(agent.principal.agent == "support-1" && agent.principal.role == "customer_support" && agent.principal.owner == "alice")
        #expect(
            agent.principal.environments == ["prod", "demo"] && agent.principal.trust == .established
                && agent.principal.labels == ["team": "a"])
        #expect(agent.keys[0].sha256 == [UInt8](repeating: 0xab, count: 32) && agent.keys[0].isDemo)
        #expect(agent.keys[0].expires == Timestamp(seconds: 1_801_396_800))
        #expect(
            agent.certificates == [[UInt8](repeating: 0xab, count: 32)]
                && agent.addresses.map(\.description) == ["127.0.0.1/32", "::1/128"])
        #expect(agent.runs == AgentRecord.RunRules(isLabelled: true, maxOpen: 2, newPerHour: 3))
    }
}
