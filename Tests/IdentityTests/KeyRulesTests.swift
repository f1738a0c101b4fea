import Enforcement
import Testing
import Vocabulary

@testable import Identity

private let line = "Authorization: Bearer " + Requests.key("alice")

@Suite struct `Expiry of keys` {
    private let authenticator = AgentAuthenticator(
        directory: AgentDirectory([Requests.agent("alice", expires: Requests.start + 60)]))

    @Test func `at the moment and after it the key is refused as expired`() throws {
        #expect(authenticator.identify(try Requests.evidence([line], at: Requests.start + 60)).code == .credentialExpired)
        #expect(authenticator.identify(try Requests.evidence([line], at: Requests.start + 86_400)).code == .credentialExpired)
    }

    @Test func `a microsecond before it the key is good`() throws {
        #expect(authenticator.identify(try Requests.evidence([line], at: Requests.start + 59.999_999)).agent == "alice")
    }

    @Test func `a key seen before is judged again each time`() throws {
        #expect(authenticator.identify(try Requests.evidence([line])).agent == "alice")
        #expect(authenticator.identify(try Requests.evidence([line], at: Requests.start + 60)).code == .credentialExpired)
    }
}

@Suite struct `Demo keys` {
    private let authenticator = AgentAuthenticator(directory: AgentDirectory([Requests.agent("alice", isDemo: true)]))

    @Test func `off loopback they are refused`() throws {
        let found = authenticator.identify(try Requests.evidence([line], isLoopback: false))
        #expect(found.code == .demoKeyRefused)
        #expect(found.refusal?.status == 401)
    }

    @Test func `on loopback, and where the listener allows them, they are good`() throws {
        #expect(authenticator.identify(try Requests.evidence([line])).agent == "alice")
        #expect(authenticator.identify(try Requests.evidence([line], isLoopback: false, allowsDemoKeys: true)).agent == "alice")
    }
}

@Suite struct `The directory of agents` {
    private func range(_ address: UInt32, _ bits: Int) -> AddressRange { AddressRange(base: Address(v4: address), prefixLength: bits + 96) }

    @Test func `what stands twice belongs to nobody`() throws {
        let certificate = [UInt8](repeating: 1, count: 32)
        let directory = AgentDirectory([
            Requests.agent("twice"), Requests.agent("twice", letters: "b"),
            Requests.agent("a", certificates: [certificate], addresses: [range(0x0a00_0000, 8)]),
            Requests.agent("b", certificates: [certificate], addresses: [range(0x0a00_0000, 8), range(0x0aff_0000, 16)]),
        ])
        let authenticator = AgentAuthenticator(directory: directory)
        #expect(directory.count == 2)
        #expect(authenticator.identify(try Requests.evidence(["X-Api-Key: " + Requests.key("twice")])).code == .credentialUnknown)
        #expect(authenticator.identify(try Requests.evidence(certificate: certificate)).code == .credentialUnknown)
        #expect(authenticator.identify(try Requests.evidence(peer: Address(v4: 0x0a01_0000))).code == .credentialMissing)
        #expect(authenticator.identify(try Requests.evidence(peer: Address(v4: 0x0aff_0001))).agent == "b")
    }

    @Test func `one agent may name a certificate or a range twice`() throws {
        let certificate = [UInt8](repeating: 1, count: 32)
        let directory = AgentDirectory([
            Requests.agent("a", certificates: [certificate, certificate], addresses: [range(0x0a00_0000, 8), range(0x0a01_0203, 8)])
        ])
        let authenticator = AgentAuthenticator(directory: directory)
        #expect(authenticator.identify(try Requests.evidence(certificate: certificate)).agent == "a")
        #expect(authenticator.identify(try Requests.evidence(peer: Address(v4: 0x0a55_0000))).agent == "a")
    }

    @Test func `the most specific range wins, on its edges too`() throws {
        let authenticator = AgentAuthenticator(
            directory: AgentDirectory([
                Requests.agent("net", addresses: [range(0x0a00_0000, 8)]), Requests.agent("sub", addresses: [range(0x0a01_0000, 16)]),
                Requests.agent("host", addresses: [range(0x0a01_0001, 32)]),
                Requests.agent("six", addresses: [AddressRange(base: Address(high: 0x2001_0db8_0000_0000, low: 0), prefixLength: 32)]),
            ]))
        let expected: [(Address, String?)] = [
            (Address(v4: 0x0a01_0001), "host"), (Address(v4: 0x0a01_0000), "sub"), (Address(v4: 0x0a01_ffff), "sub"),
            (Address(v4: 0x0a02_0000), "net"), (Address(v4: 0x0aff_ffff), "net"), (Address(v4: 0x0b00_0000), nil),
            (Address(v4: 0x09ff_ffff), nil), (Address(high: 0x2001_0db8_ffff_ffff, low: 5), "six"),
            (Address(high: 0x2001_0db9_0000_0000, low: 5), nil),
        ]
        for (address, agent) in expected { #expect(authenticator.identify(try Requests.evidence(peer: address)).agent == agent) }
    }

    @Test func `agents without keys or with digests of another length cannot be guessed`() throws {
        let record = AgentRecord(
            principal: Principal(agent: "alice", role: "r", environments: []),
            keys: [AgentRecord.Key(sha256: []), AgentRecord.Key(sha256: [UInt8](repeating: 0, count: 31))])
        let authenticator = AgentAuthenticator(directory: AgentDirectory([record]))
        #expect(authenticator.identify(try Requests.evidence([line])).code == .credentialUnknown)
    }

    @Test func `every one of 5,000 agents is found by id, and no other`() {
        let directory = AgentDirectory((0..<5_000).map { Requests.agent("agent-\($0)", letters: "") })
        for number in 0..<5_000 { #expect(directory.record(of: AgentID("agent-\(number)"))?.principal.agent == AgentID("agent-\(number)")) }
        #expect(directory.record(of: "agent-5000")?.principal.agent == nil)
        #expect(directory.record(of: "")?.principal.agent == nil)
    }

    @Test func `a reload takes keys away and keeps the runs of those who stay`() throws {
        let authenticator = AgentAuthenticator(directory: AgentDirectory([Requests.agent("alice"), Requests.agent("bob")]))
        let before = authenticator.identify(try Requests.evidence([line]))
        authenticator.replace(AgentDirectory([Requests.agent("bob"), Requests.agent("alice")]))
        #expect(authenticator.identify(try Requests.evidence([line])).run == before.run)
        authenticator.replace(AgentDirectory([Requests.agent("bob")]))
        #expect(authenticator.identify(try Requests.evidence([line])).code == .credentialUnknown)
    }
}
