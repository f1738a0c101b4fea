import Enforcement
import Routing
import Testing
import Vocabulary

@testable import Identity

/// Any set of slots filled with any keys: the request passes exactly where all of them are one agent's.
@Suite struct `Any filling of the slots` {
    private struct Draw {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
    }

    /// What may stand in a slot, and whose it is.
    private static let fillings: [(text: String, agent: String?)] = [
        (Requests.key("alice", "a"), "alice"), (Requests.key("alice", "b"), "alice"), (Requests.key("alice", "a"), "alice"),
        (Requests.key("bob", "a"), "bob"), (Requests.key("alice", "c"), nil), (Requests.key("carol", "a"), nil), ("sk-live-1", nil),
    ]

    private static let fields = [
        "Authorization: Bearer ", "Authorization: token ", "X-Api-Key: ", "api-key: ", "x-goog-api-key: ", "PRIVATE-TOKEN: ",
    ]

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `passes exactly where all of it is one agent's`(seed: UInt64) throws {
        let certificate = [UInt8](repeating: 7, count: 32)
        let directory = AgentDirectory([
            Requests.agent("alice", letters: "ab", certificates: [certificate]), Requests.agent("bob", letters: "ab"),
        ])
        let slots: [DeclaredSlot] = [.query(Array("key".utf8)), .form(Array("token".utf8))]
        var draw = Draw(state: seed)
        for _ in 0..<400 {
            var owners: [String?] = []
            var lines: [String] = []
            var target = "/billing/v1/refunds"
            var form: String?
            var presented: [UInt8]?
            for _ in 0..<draw.next(4) {
                let filling = Self.fillings[draw.next(Self.fillings.count)]
                switch draw.next(10) {
                case 0: target += (target.contains("?") ? "&" : "?") + "key=" + filling.text
                case 1: form = (form.map { $0 + "&" } ?? "") + "token=" + filling.text
                case 2: lines.append(Requests.basic(filling.text, ""))
                case 3: lines.append(Requests.basic("x", filling.text))
                default: lines.append(Self.fields[draw.next(Self.fields.count)] + filling.text)
                }
                owners.append(filling.agent)
            }
            if draw.next(5) == 0 {
                let isKnown = draw.next(2) == 0
                presented = isKnown ? certificate : [UInt8](repeating: 9, count: 32)
                owners.append(isKnown ? "alice" : nil)
            }
            let evidence = try Requests.evidence(lines, target: target, slots: slots, certificate: presented, form: form)
            let found = AgentAuthenticator(directory: directory).identify(evidence)
            let first = owners.first ?? nil
            let expected = owners.allSatisfy { $0 != nil && $0 == first } ? first : nil
            #expect(found.agent == expected, "seed \(seed): \(owners) in \(lines), \(target), form \(form ?? "-")")
        }
    }

    @Test func `callers on many threads get one run and no crash`() async throws {
        let authenticator = AgentAuthenticator(directory: AgentDirectory([Requests.agent("alice")]))
        let runs = try await withThrowingTaskGroup(of: Set<RunID>.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var runs: Set<RunID> = []
                    for _ in 0..<200 {
                        if let run = authenticator.identify(try Requests.evidence(["X-Api-Key: " + Requests.key("alice")])).run {
                            runs.insert(run)
                        }
                    }
                    return runs
                }
            }
            return try await group.reduce(into: Set<RunID>()) { $0.formUnion($1) }
        }
        #expect(runs.count == 1)
    }
}
