import Enforcement
import HTTPCore
import Routing
import Synchronization
import TestKit
import Vocabulary

@testable import Enforcement

/// A request as an agent's client would send it.
func request(_ line: String, _ fields: [(String, String)] = [], host: String = "localhost") throws -> RequestHead {
    var text = "\(line) HTTP/1.1\r\nHost: \(host)\r\n"
    for (name, value) in fields { text += "\(name): \(value)\r\n" }
    let bytes = Array((text + "\r\n").utf8)
    var parser = RequestParser(limits: HTTPLimits(), isSecure: false)
    guard let (head, _) = try parser.parse(bytes.span) else {
        throw RequestFault(400, .requestLine)
    }
    return head
}

func fields(_ pairs: [(String, String)]) -> FieldSection {
    var section = FieldSection()
    for (name, value) in pairs { section.append(name: Array(name.utf8), value.utf8) }
    return section
}

extension FieldSection {
    /// `name: value` lines as text, in order.
    var text: [String] {
        lines.map { String(decoding: name($0), as: UTF8.self) + ": " + String(decoding: value($0), as: UTF8.self) }
    }
}

func template(_ text: String) throws -> PathTemplate { try PathTemplate(parsing: Array(text.utf8)) }

func route(
    dialect: Dialect = .plain, credential: String? = "Bearer sk_live_secret_value", slots: [DeclaredSlot] = [], redirects: [String] = [],
    rewrites: Bool = false, cookies: Bool = false, setCookie: Bool = false, environment: Environment = "prod", basePath: String = "/base",
    operations: [Operation]? = nil
) throws -> Route {
    Route(
        api: "billing", mount: .path([Array("billing".utf8)]),
        upstream: UpstreamAddress(isSecure: true, host: Array("api.example.com".utf8), port: 443, basePath: Array(basePath.utf8)),
        environment: environment, dialect: dialect,
        credential: credential.map { Credential(header: Array("authorization".utf8), value: Secret(Array($0.utf8))) }, slots: slots,
        rewritesJSONURLs: rewrites, redirects: redirects.map { Array($0.utf8) }, forwardsCookies: cookies, forwardsSetCookie: setCookie,
        operations: try operations ?? [
            Operation(
                id: "refund.create", methods: .oneOf([.post]), template: try template("/v1/refunds"), action: "execute", target: "refund"),
            Operation(
                id: "charge.read", methods: .oneOf([.get, .head]), template: try template("/v1/charges/{id}"), action: "read",
                target: "charge"),
            Operation(
                id: "keyed.create", methods: .oneOf([.post]), template: try template("/v1/keyed"), action: "create", target: "refund",
                idempotency: Idempotency(header: Array("idempotency-key".utf8))),
        ])
}

let testDigests = Digests(
    // A stand-in that tells every two inputs of the tests apart; the real ones come from Cryptography.
    sha256: { bytes in
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return (0..<32).map { UInt8(truncatingIfNeeded: hash >> (UInt64($0 % 8) * 8)) }
    },
    keyed: { bytes in
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return (0..<32).map { UInt8(truncatingIfNeeded: hash >> (UInt64($0 % 8) * 8)) }
    })

/// A gateway over one route with everything around it scripted.
@MainActor final class Bench {
    let clock = ManualClock()
    let events = RecordedEvents()
    let upstream: ScriptedUpstream
    let gateway: Gateway
    let context: GatewayContext

    init(
        _ scripts: [ScriptedUpstream.Script], route: Route? = nil, identification: Identification? = nil, connections: Int = 256,
        unsettled: UnsettledCalls.Limits = .init(), bounds: GatewayBounds = GatewayBounds(), isReady: Bool = true
    ) throws {
        upstream = ScriptedUpstream(scripts)
        let principal = Principal(agent: "support-1", role: "support", environments: ["prod"])
        context = GatewayContext(
            revision: CurrentRevision(Revision(routes: RouteMap(routes: [try route ?? EnforcementTests.route()]), digest: [])),
            authenticator: FixedAuthenticator(identification ?? .identified(Caller(principal: principal, run: "run_1"))), clock: clock,
            digests: testDigests, events: events, health: FixedHealth(isReady: isReady), connections: AgentConnections(limit: connections),
            unsettled: UnsettledCalls(limits: unsettled), bounds: bounds)
        let ids = Mutex(0)
        gateway = Gateway(
            context: context, listener: AgentsListener(names: [Array("localhost".utf8)], isSecure: false), upstream: upstream,
            mintDecision: {
                ids.withLock {
                    $0 += 1
                    return DecisionID("dec_\($0)")
                }
            })
    }

    func serve(_ exchange: ScriptedExchange) async -> ScriptedExchange {
        await gateway.serve(exchange)
        return exchange
    }
}
