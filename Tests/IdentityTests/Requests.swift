import Cryptography
import Enforcement
import HTTPCore
import Routing
import Testing
import Vocabulary

@testable import Identity

/// Requests and agents for these tests.
enum Requests {
    static let start = Timestamp(seconds: 1_800_000_000)
    static let peer = Address(v4: 0x0a00_0001)

    static func route(_ slots: [DeclaredSlot] = []) -> Route {
        Route(
            api: "billing", mount: .path([Array("billing".utf8)]),
            upstream: UpstreamAddress(isSecure: false, host: Array("127.0.0.1".utf8), port: 9), environment: "prod", slots: slots)
    }

    /// A parsed head with fields added after the parse: what the parser refuses (a repeated Authorization) is judged here all the same.
    static func head(_ target: String = "/billing/v1/refunds", _ fields: [String] = []) throws -> RequestHead {
        let bytes = Array("POST \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        var parser = RequestParser(limits: HTTPLimits(), isSecure: false)
        let parsed = try parser.parse(bytes.span)
        let head = try #require(parsed).head
        var section = head.fields
        for field in fields {
            let name = field.prefix { $0 != ":" }.lowercased()
            let value = field.utf8.drop { $0 != 0x3a }.dropFirst().drop { $0 == 0x20 }
            section.append(name: Array(name.utf8), Array(value))
        }
        return RequestHead(
            method: head.method, version: head.version, fields: section, path: head.path, query: head.query, host: head.host,
            framing: head.framing, expectsContinue: head.expectsContinue, keepsAlive: head.keepsAlive)
    }

    static func evidence(
        _ fields: [String] = [], target: String = "/billing/v1/refunds", slots: [DeclaredSlot] = [], peer: Address = Requests.peer,
        certificate: [UInt8]? = nil, form: String? = nil, isLoopback: Bool = true, allowsDemoKeys: Bool = false, at now: Timestamp = start
    ) throws -> Evidence {
        Evidence(
            head: try head(target, fields), route: route(slots), peer: peer, clientCertificate: certificate,
            form: form.map { Array($0.utf8) }, isLoopbackListener: isLoopback, allowsDemoKeys: allowsDemoKeys, now: now)
    }

    /// The key text of an agent whose secret is one letter 43 times.
    static func key(_ agent: String, _ letter: Character = "a") -> String { "bg_\(agent)_" + String(repeating: letter, count: 43) }

    static func digest(_ text: String) -> [UInt8] { SHA256.digest(of: Array(text.utf8)).bytes }

    static func agent(
        _ id: String, letters: String = "a", expires: Timestamp? = nil, isDemo: Bool = false, certificates: [[UInt8]] = [],
        addresses: [AddressRange] = [], runs: AgentRecord.RunRules = AgentRecord.RunRules()
    ) -> AgentRecord {
        AgentRecord(
            principal: Principal(agent: AgentID(id), role: "support", environments: ["prod"]),
            keys: letters.map { AgentRecord.Key(sha256: digest(key(id, $0)), expires: expires, isDemo: isDemo) },
            certificates: certificates, addresses: addresses, runs: runs)
    }

    static func basic(_ user: String, _ password: String) -> String { "Authorization: Basic " + base64(user + ":" + password) }

    static func base64(_ text: String) -> String {
        let url = String(decoding: Base64URL.encode(Array(text.utf8)), as: UTF8.self)
        let plain = url.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return String(plain) + String(repeating: "=", count: (4 - plain.count % 4) % 4)
    }
}

extension Identification {
    var agent: String? { if case .identified(let caller) = self { caller.principal.agent.description } else { nil } }
    var run: RunID? { if case .identified(let caller) = self { caller.run } else { nil } }
    var refusal: IdentityRefusal? { if case .refused(let refusal) = self { refusal } else { nil } }
    var code: IdentityRefusal.Code? { refusal?.code }
}

extension Timestamp {
    static func + (time: Timestamp, seconds: Double) -> Timestamp {
        Timestamp(microseconds: time.microseconds + Int64((seconds * 1_000_000).rounded()))
    }
}
