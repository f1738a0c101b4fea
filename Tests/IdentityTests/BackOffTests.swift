import Enforcement
import Testing
import Vocabulary

@testable import Identity

private let peer = Address(v4: 0x0a00_0001)
private let start = Requests.start

private func backOff(_ rules: IdentityRules = IdentityRules()) -> CredentialBackOff { CredentialBackOff(rules: rules) }

extension CredentialBackOff {
    fileprivate mutating func fail(_ times: Int, at now: Timestamp, of address: Address = peer) {
        for _ in 0..<times { noteFailure(of: address, at: now) }
    }
}

@Suite struct `Back-off after failed credentials` {
    @Test func `nine failures in a minute are borne, the tenth starts a wait of one second`() {
        var machine = backOff()
        machine.fail(9, at: start)
        #expect(machine.secondsLeft(for: peer, at: start) == nil)
        machine.fail(1, at: start + 59.999_999)
        #expect(machine.secondsLeft(for: peer, at: start + 59.999_999) == 1)
        #expect(machine.secondsLeft(for: peer, at: start + 60.999_998) == 1)
        #expect(machine.secondsLeft(for: peer, at: start + 60.999_999) == nil)
    }

    @Test func `ten failures spread over a whole minute are borne`() {
        var machine = backOff()
        machine.fail(1, at: start)
        machine.fail(9, at: start + 60)
        #expect(machine.secondsLeft(for: peer, at: start + 60) == nil)
        machine.fail(1, at: start + 60)
        #expect(machine.secondsLeft(for: peer, at: start + 60) == 1)
    }

    @Test func `each failure after a wait doubles it, up to a minute`() {
        var machine = backOff()
        machine.fail(10, at: start)
        var now = start
        var waits: [Int] = []
        for _ in 0..<9 {
            let wait = machine.secondsLeft(for: peer, at: now) ?? 0
            waits.append(wait)
            now = now + Double(wait)
            #expect(machine.secondsLeft(for: peer, at: now) == nil)
            machine.noteFailure(of: peer, at: now)
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 60, 60, 60])
    }

    @Test func `ten minutes of peace after the last wait forgive, a microsecond less does not`() {
        var machine = backOff()
        machine.fail(10, at: start)
        var other = machine
        machine.noteFailure(of: peer, at: start + 600.999_999)
        #expect(machine.secondsLeft(for: peer, at: start + 600.999_999) == 2)
        other.noteFailure(of: peer, at: start + 601)
        #expect(other.secondsLeft(for: peer, at: start + 601) == nil)
    }

    @Test func `the table holds so many addresses and drops the one whose failure is oldest`() {
        var rules = IdentityRules()
        rules.backOffAddresses = 3
        var machine = backOff(rules)
        for number in 1...3 { machine.fail(10, at: start, of: Address(v4: UInt32(number))) }
        machine.fail(1, at: start, of: Address(v4: 1))
        #expect(machine.dropped == 0)
        machine.fail(1, at: start, of: Address(v4: 4))
        #expect(machine.dropped == 1)
        #expect(machine.count == 3)
        #expect(machine.secondsLeft(for: Address(v4: 1), at: start) == 2)
        #expect(machine.secondsLeft(for: Address(v4: 2), at: start) == nil)
        #expect(machine.secondsLeft(for: Address(v4: 3), at: start) == 1)
    }

    @Test func `a clock that steps back or ends does not trap`() {
        var machine = backOff()
        machine.fail(20, at: Timestamp(microseconds: .max))
        #expect(machine.secondsLeft(for: peer, at: Timestamp(microseconds: .max)) == nil)
        machine.fail(20, at: Timestamp(microseconds: .min))
        _ = machine.secondsLeft(for: peer, at: Timestamp(microseconds: .min))
        #expect(machine.count == 1)
    }
}

@Suite struct `Back-off at the authenticator` {
    private let authenticator = AgentAuthenticator(
        directory: AgentDirectory([
            Requests.agent("alice"), Requests.agent("sidecar", letters: "", addresses: [AddressRange(base: peer, prefixLength: 128)]),
        ]))
    private let bad = ["Authorization: Bearer " + Requests.key("alice", "z")]
    private let good = ["Authorization: Bearer " + Requests.key("alice")]

    private func fail(_ times: Int, from address: Address = peer) throws {
        for _ in 0..<times { _ = authenticator.identify(try Requests.evidence(bad, peer: address)) }
    }

    @Test func `after ten failures even a good key waits, and is told how long`() throws {
        try fail(10)
        let found = authenticator.identify(try Requests.evidence(good))
        #expect(found.code == .backedOff)
        #expect(found.refusal?.status == 401)
        #expect(found.refusal?.retryAfterSeconds == 1)
        #expect(authenticator.identify(try Requests.evidence(good, at: start + 1)).agent == "alice")
    }

    @Test func `a success in between clears nothing`() throws {
        try fail(9)
        #expect(authenticator.identify(try Requests.evidence(good)).agent == "alice")
        try fail(1)
        #expect(authenticator.identify(try Requests.evidence(good)).code == .backedOff)
    }

    @Test func `other addresses, and requests without a credential, are not touched`() throws {
        try fail(10)
        #expect(authenticator.identify(try Requests.evidence(good, peer: Address(v4: 0x0a00_0002))).agent == "alice")
        #expect(authenticator.identify(try Requests.evidence()).agent == "sidecar")
    }

    @Test func `one IPv6 host cannot leave its wait by another address of its network`() throws {
        for low in 0..<10 { try fail(1, from: Address(high: 0x2001_0db8_0000_0001, low: UInt64(low + 2))) }
        let neighbour = Address(high: 0x2001_0db8_0000_0001, low: .max)
        #expect(authenticator.identify(try Requests.evidence(good, peer: neighbour)).code == .backedOff)
        let other = Address(high: 0x2001_0db8_0000_0002, low: 2)
        #expect(authenticator.identify(try Requests.evidence(good, peer: other)).agent == "alice")
    }

    @Test func `all of loopback is one peer`() throws {
        for low in 1...10 { try fail(1, from: Address(v4: 0x7f00_0000 + UInt32(low))) }
        #expect(authenticator.identify(try Requests.evidence(good, peer: Address(high: 0, low: 1))).code == .backedOff)
    }

    @Test func `missing, misplaced and expired credentials are no guesses`() throws {
        for _ in 0..<20 {
            _ = authenticator.identify(try Requests.evidence(peer: Address(v4: 9)))
            _ = authenticator.identify(try Requests.evidence(target: "/billing?sudo=1", peer: Address(v4: 9)))
        }
        #expect(authenticator.totals().backOffAddresses == 0)
    }
}
