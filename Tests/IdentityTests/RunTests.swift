import Cryptography
import Enforcement
import Testing
import Vocabulary

@testable import Identity

private let start = Requests.start
private let agent: AgentID = "alice"

private func key(_ peer: UInt32, label: String = "") -> RunTable.RunKey {
    RunTable.RunKey(origin: SHA256.digest(of: [1, 2, 3]), peer: Address(v4: peer), label: Array(label.utf8))
}

/// A table with entropy that counts, so that every run has an id of its own.
private struct CountedRuns {
    var table: RunTable
    var serial: UInt64 = 0

    init(_ rules: IdentityRules = IdentityRules()) { table = RunTable(rules: rules) }

    mutating func run(_ key: RunTable.RunKey, of id: AgentID = agent, at now: Timestamp) -> RunID {
        if let run = table.current(key, at: now) { return run }
        serial += 1
        return table.mint(key, for: id, at: now, high: 0, low: serial)
    }

    mutating func labelled(_ key: RunTable.RunKey, _ bounds: AgentRecord.RunRules, at now: Timestamp) -> RunID? {
        if let run = table.current(key, at: now) { return run }
        serial += 1
        return table.mintLabelled(key, for: agent, bounds: bounds, at: now, high: 0, low: serial)
    }
}

@Suite struct `Runs` {
    @Test func `at 30 minutes idle a run has ended, a microsecond before it goes on`() {
        var runs = CountedRuns()
        let first = runs.run(key(1), at: start)
        let second = runs.run(key(1), at: start + 1_799.999_999)
        #expect(second == first)
        let third = runs.run(key(1), at: start + 1_799.999_999 + 1_800)
        #expect(third != first)
        #expect(runs.table.count == 1)
    }

    @Test func `at 24 hours a run has ended however busy it is`() {
        var runs = CountedRuns()
        let first = runs.run(key(1), at: start)
        var now = start
        while now < start + 86_399 {
            now = now + 60
            if now < start + 86_400 {
                let again = runs.run(key(1), at: now)
                #expect(again == first)
            }
        }
        let last = runs.run(key(1), at: start + 86_399.999_999)
        let next = runs.run(key(1), at: start + 86_400)
        #expect(last == first)
        #expect(next != first)
    }

    @Test func `a clock that steps back keeps the run`() {
        var runs = CountedRuns()
        let first = runs.run(key(1), at: start)
        let second = runs.run(key(1), at: start + -3_600)
        #expect(second == first)
    }

    @Test func `the id is 128 bits in base32`() {
        var table = RunTable(rules: IdentityRules())
        #expect(table.mint(key(1), for: agent, at: start, high: .max, low: .max) == "run_7zzzzzzzzzzzzzzzzzzzzzzzzz")
    }

    @Test func `above an agent's bound its longest idle run is dropped and counted, other agents' are not`() {
        var rules = IdentityRules()
        rules.runsPerAgent = 2
        var runs = CountedRuns(rules)
        let other = runs.run(key(9), of: "bob", at: start)
        let first = runs.run(key(1), at: start + 1)
        let second = runs.run(key(2), at: start + 2)
        _ = runs.run(key(1), at: start + 3)
        #expect(runs.table.dropped == 0)
        _ = runs.run(key(3), at: start + 4)
        #expect(runs.table.dropped == 1)
        let firstAgain = runs.table.current(key(1), at: start + 5)
        let secondAgain = runs.table.current(key(2), at: start + 5)
        let otherAgain = runs.table.current(key(9), at: start + 5)
        #expect(firstAgain == first)
        #expect(secondAgain == nil && second != first)
        #expect(otherAgain == other)
    }

    @Test func `above the bound in all the longest idle run is dropped and counted`() {
        var rules = IdentityRules()
        rules.runsInAll = 3
        var runs = CountedRuns(rules)
        for number in 0..<4 { _ = runs.run(key(UInt32(number)), of: AgentID("agent-\(number)"), at: start + Double(number)) }
        #expect(runs.table.count == 3)
        #expect(runs.table.dropped == 1)
        let oldest = runs.table.current(key(0), at: start + 4)
        #expect(oldest == nil)
    }

    @Test func `ended runs leave room without being counted as dropped`() {
        var rules = IdentityRules()
        rules.runsInAll = 3
        var runs = CountedRuns(rules)
        for number in 0..<3 { _ = runs.run(key(UInt32(number)), at: start) }
        for number in 3..<6 { _ = runs.run(key(UInt32(number)), at: start + 3_600) }
        #expect(runs.table.count == 3)
        #expect(runs.table.dropped == 0)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `whatever happens in whatever order, the bounds hold and an open run keeps its id`(seed: UInt64) {
        var rules = IdentityRules()
        rules.runsPerAgent = 5
        rules.runsInAll = 12
        var runs = CountedRuns(rules)
        var state = seed
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        var now = start
        for _ in 0..<5_000 {
            now = now + Double(next(200))
            let agent = AgentID("agent-\(next(4))")
            let peer = key(UInt32(next(8)) + UInt32(agent.bytes.last ?? 0) * 100, label: next(3) == 0 ? "l\(next(3))" : "")
            let minted = runs.run(peer, of: agent, at: now)
            let again = runs.run(peer, of: agent, at: now)
            #expect(minted == again, "seed \(seed)")
            #expect(runs.table.count <= 12, "seed \(seed)")
        }
    }
}

@Suite struct `Labelled runs` {
    private let bounds = AgentRecord.RunRules(isLabelled: true, maxOpen: 2, newPerHour: 3)

    @Test func `over max_open there is none, and one that ends makes room`() {
        var runs = CountedRuns()
        let first = runs.labelled(key(1, label: "a"), bounds, at: start)
        let second = runs.labelled(key(2, label: "a"), bounds, at: start + 60)
        let third = runs.labelled(key(1, label: "b"), bounds, at: start + 1_799)
        #expect(first != nil && second != nil && first != second)
        #expect(third == nil)
        let fourth = runs.labelled(key(1, label: "b"), bounds, at: start + 1_800)
        #expect(fourth != nil)
    }

    @Test func `over new_per_hour there is none until an hour has passed since the oldest`() {
        var runs = CountedRuns()
        for number in 0..<3 {
            _ = runs.labelled(key(1, label: "l\(number)"), AgentRecord.RunRules(isLabelled: true, maxOpen: 9, newPerHour: 3), at: start)
        }
        let early = runs.labelled(key(1, label: "x"), bounds, at: start + 3_599.999_999)
        let late = runs.labelled(key(1, label: "x"), bounds, at: start + 3_600)
        #expect(early == nil)
        #expect(late != nil)
    }

    @Test func `runs without a label take no place of labelled ones`() {
        var runs = CountedRuns()
        for number in 0..<10 { _ = runs.run(key(UInt32(number)), at: start) }
        let labelled = runs.labelled(key(1, label: "a"), bounds, at: start)
        #expect(labelled != nil)
    }
}

@Suite struct `Runs at the authenticator` {
    private let line = "Authorization: Bearer " + Requests.key("alice")

    private func authenticator(_ rules: AgentRecord.RunRules = AgentRecord.RunRules()) -> AgentAuthenticator {
        AgentAuthenticator(
            directory: AgentDirectory([
                Requests.agent("alice", letters: "ab", certificates: [[UInt8](repeating: 7, count: 32)], runs: rules),
                Requests.agent("bob"),
            ]))
    }

    @Test(arguments: ["", "a b", "a/b", "caf\u{e9}", String(repeating: "x", count: 65)])
    func `a label outside the grammar is refused`(label: String) throws {
        let found = authenticator().identify(try Requests.evidence([line, "Boomgate-Run-Label: " + label]))
        #expect(found.code == .runLabelInvalid)
        #expect(found.refusal?.status == 400)
    }

    @Test func `two labels are refused`() throws {
        let found = authenticator().identify(try Requests.evidence([line, "Boomgate-Run-Label: a", "Boomgate-Run-Label: a"]))
        #expect(found.code == .runLabelInvalid)
    }

    @Test func `a label of an agent without labelled runs changes nothing but the record`() throws {
        let authenticator = authenticator()
        let plain = authenticator.identify(try Requests.evidence([line]))
        let labelled = authenticator.identify(try Requests.evidence([line, "Boomgate-Run-Label: " + String(repeating: "x", count: 64)]))
        #expect(plain.run != nil && plain.run == labelled.run)
        if case .identified(let caller) = labelled { #expect(caller.runLabel?.count == 64) }
    }

    @Test func `labels of an agent with labelled runs subdivide, and over the bound the plain run serves`() throws {
        let authenticator = authenticator(AgentRecord.RunRules(isLabelled: true, maxOpen: 2, newPerHour: 60))
        let plain = authenticator.identify(try Requests.evidence([line])).run
        let a = authenticator.identify(try Requests.evidence([line, "Boomgate-Run-Label: a"])).run
        let b = authenticator.identify(try Requests.evidence([line, "Boomgate-Run-Label: b"])).run
        let c = authenticator.identify(try Requests.evidence([line, "Boomgate-Run-Label: c"])).run
        #expect(Set([plain, a, b]).count == 3)
        #expect(c == plain)
        #expect(authenticator.identify(try Requests.evidence([line, "Boomgate-Run-Label: a"])).run == a)
    }

    @Test func `agent, key, certificate and peer network tell runs apart, and nothing else does`() throws {
        let authenticator = authenticator()
        let base = authenticator.identify(try Requests.evidence([line])).run
        let other = "X-Api-Key: " + Requests.key("alice", "b")
        #expect(authenticator.identify(try Requests.evidence([other])).run != base)
        #expect(authenticator.identify(try Requests.evidence(certificate: [UInt8](repeating: 7, count: 32))).run != base)
        #expect(authenticator.identify(try Requests.evidence([line], peer: Address(v4: 0x0a00_0002))).run != base)
        #expect(authenticator.identify(try Requests.evidence(["X-Api-Key: " + Requests.key("bob")])).run != base)
        let again = authenticator.identify(
            try Requests.evidence(["X-Api-Key: " + Requests.key("alice"), "User-Agent: other"], target: "/billing/x?y"))
        #expect(again.run == base)
        #expect(authenticator.totals().openRuns == 5)
    }

    @Test func `another address of the same IPv6 network or of loopback opens no run`() throws {
        let authenticator = authenticator()
        let six = try (1...20).map {
            authenticator.identify(try Requests.evidence([line], peer: Address(high: 0x2001_0db8_0000_0000, low: $0))).run
        }
        let loopback = try (1...20).map { authenticator.identify(try Requests.evidence([line], peer: Address(v4: 0x7f00_0000 + $0))).run }
        #expect(Set(six).count == 1)
        #expect(Set(loopback).count == 1)
    }
}
