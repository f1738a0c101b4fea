import Cryptography
import Enforcement
import Routing
import Testing
import Vocabulary

@testable import Identity

private let alice = Requests.key("alice")
private let bob = Requests.key("bob")
private let certificate = [UInt8](repeating: 7, count: 32)

private func authenticator() -> AgentAuthenticator {
    AgentAuthenticator(
        directory: AgentDirectory([
            Requests.agent("alice", letters: "ab", certificates: [certificate]), Requests.agent("bob"),
            Requests.agent("sidecar", letters: "", addresses: [AddressRange(base: Address(v4: 0x0a01_0000), prefixLength: 112)]),
        ]))
}

private let single: [String] = [
    "Authorization: Bearer KEY", "authorization: bEaReR   KEY", "Authorization: token KEY", "Authorization: TOKEN KEY", "X-Api-Key: KEY",
    "api-key: KEY", "x-goog-api-key: KEY", "PRIVATE-TOKEN: KEY",
]

private func fill(_ line: String, _ key: String) -> String {
    guard let at = line.firstRange(of: "KEY") else { return line }
    return line.replacingCharacters(at, key)
}

extension String {
    fileprivate func firstRange(of word: String) -> Range<Index>? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(word) { return index..<self.index(index, offsetBy: word.count) }
            index = self.index(after: index)
        }
        return nil
    }

    fileprivate func replacingCharacters(_ range: Range<Index>, _ text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}

@Suite struct `Credential slots` {
    @Test(arguments: single)
    func `a key of nobody is refused with the slot's name and without its value`(line: String) throws {
        for key in [
            Requests.key("alice", "z"), Requests.key("nobody"), "sk-live-12345", String(alice.dropLast()), alice + "a", "\(alice) x",
        ] {
            let found = authenticator().identify(try Requests.evidence([fill(line, key)]))
            #expect(found.code == .credentialUnknown)
            #expect(found.refusal?.status == 401)
            #expect(found.refusal?.detail.contains(key) == false)
        }
    }

    @Test(arguments: [
        "Authorization: Digest KEY", "Authorization: KEY", "Authorization: Bearer: KEY", "Authorization: Bearer,KEY",
        "Authorization: AWS4-HMAC-SHA256 KEY", "Authorization: Basic KEY", "Authorization: Bearer \"KEY\"",
    ])
    func `an Authorization of another shape is filled and nobody's`(line: String) throws {
        #expect(authenticator().identify(try Requests.evidence([fill(line, alice)])).code == .credentialUnknown)
    }

    @Test func `no credential is its own refusal and says where one goes`() throws {
        let found = authenticator().identify(try Requests.evidence())
        #expect(found.code == .credentialMissing)
        #expect(found.refusal?.detail.contains("Authorization") == true)
    }

    @Test(arguments: ["Authorization: Bearer", "Authorization: Basic", "Authorization:", "X-Api-Key:", "Authorization: Basic Og=="])
    func `an empty slot is not filled`(line: String) throws {
        #expect(authenticator().identify(try Requests.evidence([line])).code == .credentialMissing)
        #expect(authenticator().identify(try Requests.evidence([line, "api-key: " + alice])).agent == "alice")
    }

    @Test(arguments: single)
    func `each slot alone identifies its agent`(line: String) throws {
        #expect(authenticator().identify(try Requests.evidence([fill(line, alice)])).agent == "alice")
        #expect(authenticator().identify(try Requests.evidence([fill(line, Requests.key("alice", "b"))])).agent == "alice")
    }

    @Test(arguments: single, single)
    func `two different agents' keys never pass, in whatever two slots`(first: String, second: String) throws {
        guard first != second else { return }
        for (left, right) in [(alice, bob), (bob, alice), (alice, "sk-other"), ("sk-other", alice)] {
            let found = authenticator().identify(try Requests.evidence([fill(first, left), fill(second, right)]))
            #expect(found.refusal?.status == 401)
            #expect(found.code == .credentialsDisagree)
        }
        let agreed = authenticator().identify(try Requests.evidence([fill(first, alice), fill(second, alice)]))
        #expect(agreed.agent == "alice")
    }

    @Test func `the slots that disagree are named`() throws {
        let found = authenticator().identify(
            try Requests.evidence(
                ["Authorization: Bearer " + alice, "PRIVATE-TOKEN: " + bob], target: "/billing?key=" + alice,
                slots: [.query(Array("key".utf8))],
                certificate: certificate))
        #expect(
            found.refusal?.detail
                == "the credentials in Authorization, PRIVATE-TOKEN, the query parameter `key` and the client certificate are not all keys of one agent of this gateway"
        )
    }

    @Test func `the same slot twice must agree too`() throws {
        #expect(authenticator().identify(try Requests.evidence(["X-Api-Key: " + alice, "X-Api-Key: " + bob])).agent == nil)
    }

    @Test func `two keys of one agent agree`() throws {
        let found = authenticator().identify(try Requests.evidence(["X-Api-Key: " + alice, "api-key: " + Requests.key("alice", "b")]))
        #expect(found.agent == "alice")
    }

    @Test func `eight filled places are looked up, nine are refused`() throws {
        let eight = [String](repeating: "X-Api-Key: " + alice, count: CredentialScan.filledLimit)
        #expect(authenticator().identify(try Requests.evidence(eight)).agent == "alice")
        #expect(authenticator().identify(try Requests.evidence(eight + ["api-key: " + alice])).code == .credentialsDisagree)
    }
}

@Suite struct `Basic credentials` {
    @Test(arguments: [
        ("bob-user", "not-a-key"), ("", "x"), (Requests.key("alice", "z"), ""), ("", Requests.key("nobody")), ("bg_", "bg_"),
        (Requests.key("alice"), Requests.key("bob")), (Requests.key("alice"), "bg_x"),
    ])
    func `halves that are not all one agent's are refused`(user: String, password: String) throws {
        #expect(authenticator().identify(try Requests.evidence([Requests.basic(user, password)])).refusal?.status == 401)
    }

    @Test(arguments: ["*", "YQ", "YQ==", "YTpi!", "Y Tpi", "YTpi=", "=", "YTpiY2=="])
    func `broken base64 or a pair without a colon is nobody's`(text: String) throws {
        #expect(authenticator().identify(try Requests.evidence(["Authorization: Basic " + text])).code == .credentialUnknown)
    }

    @Test(arguments: [(alice, ""), ("", alice), (alice, "x-oauth-basic"), ("x-token-auth", alice), (alice, alice)])
    func `the half with the key identifies`(user: String, password: String) throws {
        #expect(authenticator().identify(try Requests.evidence([Requests.basic(user, password)])).agent == "alice")
    }
}

@Suite struct `Declared parameters, certificates and addresses` {
    private let slots: [DeclaredSlot] = [.query(Array("key".utf8)), .form(Array("token".utf8))]

    @Test func `a declared parameter of nobody is refused`() throws {
        #expect(authenticator().identify(try Requests.evidence(target: "/billing?key=AIza", slots: slots)).code == .credentialUnknown)
        #expect(authenticator().identify(try Requests.evidence(slots: slots, form: "token=xoxb-1")).code == .credentialUnknown)
    }

    @Test func `a name that only looks declared is no slot, and a key there is misplaced`() throws {
        for name in ["KEY", "keys", "key[]", "ke%79x", "+key"] {
            let found = authenticator().identify(try Requests.evidence(target: "/billing?\(name)=\(alice)", slots: slots))
            #expect(found.code == .credentialMisplaced, "\(name)")
        }
        #expect(
            authenticator().identify(try Requests.evidence(target: "/billing?token=" + alice, slots: slots)).code == .credentialMisplaced)
        #expect(authenticator().identify(try Requests.evidence(slots: slots, form: "key=" + alice)).code == .credentialMisplaced)
    }

    @Test(arguments: ["key=\(alice)", "a=1&k%65y=\(alice)&b", "key=&key=\(alice)", "key=%62g_alice_" + String(repeating: "%61", count: 43)])
    func `a declared query parameter identifies, read after one decoding`(query: String) throws {
        #expect(authenticator().identify(try Requests.evidence(target: "/billing?" + query, slots: slots)).agent == "alice")
    }

    @Test func `a declared form parameter identifies`() throws {
        #expect(authenticator().identify(try Requests.evidence(slots: slots, form: "channel=C1&token=" + alice)).agent == "alice")
    }

    @Test func `repeats of a declared parameter must agree`() throws {
        let found = authenticator().identify(try Requests.evidence(target: "/billing?key=\(alice)&key=\(bob)", slots: slots))
        #expect(found.code == .credentialsDisagree)
    }

    @Test func `an unknown certificate is a filled slot of nobody`() throws {
        let other = [UInt8](repeating: 8, count: 32)
        #expect(authenticator().identify(try Requests.evidence(certificate: other)).code == .credentialUnknown)
        #expect(authenticator().identify(try Requests.evidence(certificate: [1, 2])).code == .credentialUnknown)
        #expect(authenticator().identify(try Requests.evidence(["X-Api-Key: " + alice], certificate: other)).code == .credentialsDisagree)
        #expect(
            authenticator().identify(try Requests.evidence(["X-Api-Key: " + bob], certificate: certificate)).code == .credentialsDisagree)
    }

    @Test func `a known certificate identifies, alone and beside its agent's key`() throws {
        #expect(authenticator().identify(try Requests.evidence(certificate: certificate)).agent == "alice")
        #expect(authenticator().identify(try Requests.evidence(["X-Api-Key: " + alice], certificate: certificate)).agent == "alice")
    }

    @Test func `an address counts only where no slot is filled`() throws {
        let inside = Address(v4: 0x0a01_00ff)
        #expect(authenticator().identify(try Requests.evidence(["X-Api-Key: sk-1"], peer: inside)).code == .credentialUnknown)
        #expect(authenticator().identify(try Requests.evidence(["X-Api-Key: " + alice], peer: inside)).agent == "alice")
        #expect(authenticator().identify(try Requests.evidence(peer: Address(v4: 0x0a02_0000))).code == .credentialMissing)
        #expect(authenticator().identify(try Requests.evidence(peer: inside)).agent == "sidecar")
    }
}

@Suite struct `Misplaced credentials` {
    @Test(arguments: [
        "access_token", "private_token", "api_key", "sudo", "X-Amz-Signature", "X-Amz-Credential", "X-Goog-Signature", "ACCESS_TOKEN",
        "access%5Ftoken", "%61ccess_token", "Api_Key", "SUDO", "x-amz-signature", "access_token%5B%5D", "private_token%5b0%5D",
    ])
    func `an undeclared name that carries credentials is refused, key or not`(name: String) throws {
        for query in ["\(name)=x", "a=1&\(name)=", "a&\(name)", "\(name)&b=1"] {
            let found = authenticator().identify(try Requests.evidence(["X-Api-Key: " + alice], target: "/billing?" + query))
            #expect(found.code == .credentialMisplaced, "\(query)")
            #expect(found.refusal?.status == 400)
        }
        let form = authenticator().identify(
            try Requests.evidence(["X-Api-Key: " + alice], slots: [.form(Array("token".utf8))], form: "a=1&\(name)=x"))
        #expect(form.code == .credentialMisplaced)
    }

    @Test(arguments: [
        "access_tokens", "xaccess_token", "access-token", "api_key_id", "pseudo", "sud", "access%255Ftoken", "a=sudo", "a=api_key",
    ])
    func `a name that is only near one passes`(name: String) throws {
        #expect(authenticator().identify(try Requests.evidence(["X-Api-Key: " + alice], target: "/billing?\(name)=1")).agent == "alice")
    }

    @Test func `a declared name passes where it is declared, and only there`() throws {
        let slots: [DeclaredSlot] = [.query(Array("api_key".utf8))]
        #expect(authenticator().identify(try Requests.evidence(target: "/billing?api_key=" + alice, slots: slots)).agent == "alice")
        #expect(
            authenticator().identify(try Requests.evidence(target: "/billing?API_KEY=" + alice, slots: slots)).code == .credentialMisplaced)
        let form: [DeclaredSlot] = [.form(Array("api_key".utf8))]
        #expect(
            authenticator().identify(try Requests.evidence(target: "/billing?api_key=" + alice, slots: form)).code == .credentialMisplaced)
    }

    @Test(arguments: [
        "/billing/KEY", "/billing/KEY/x", "/billing/xKEYx", "/billing?a=KEY", "/billing?KEY", "/billing?KEY=1", "/billing?a=b&c=xKEYx",
        "/billing?a=%20KEY", "/billing/%2DKEY",
    ])
    func `a key in the target is refused, raw and encoded`(target: String) throws {
        let encoded = "%62%67%5f" + alice.dropFirst(3)
        let inside = "bg_%61lice_" + alice.dropFirst(9)
        for key in [alice, bob, encoded, inside] {
            let found = authenticator().identify(try Requests.evidence(["X-Api-Key: " + alice], target: fill(target, key)))
            #expect(found.code == .credentialMisplaced, "\(target)")
            #expect(found.refusal?.detail.contains("aaaa") == false)
        }
    }

    @Test func `a key in an inspected form is refused`() throws {
        let found = authenticator().identify(
            try Requests.evidence(["X-Api-Key: " + alice], slots: [.form(Array("token".utf8))], form: "note=my+key+is+" + alice))
        #expect(found.code == .credentialMisplaced)
    }
}
