import HTTPCore
import Routing
import Testing

@testable import Enforcement

@Suite struct `Fields towards the upstream` {
    private func forwarded(_ pairs: [(String, String)], _ route: Route, line: String = "GET /a") throws -> [String] {
        let idempotency = IdempotencyField(
            declared: nil, agent: Array("a".utf8), decision: Array("d".utf8),
            keyed: testDigests.keyed)
        return try RequestFieldRules.forwarded(try request(line, pairs), route: route, idempotency: idempotency).text
    }

    @Test(arguments: [
        "Authorization", "X-Api-Key", "Api-Key", "X-Goog-Api-Key", "Private-Token", "Cookie", "Forwarded", "X-Forwarded-For",
        "X-Forwarded-Host", "X-Forwarded-Prefix", "X-Real-IP", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override",
        "X-Original-URL",
        "X-Rewrite-URL", "X-Middleware-Subrequest", "Impersonate-User", "Sudo", "X-Remote-User", "Proxy-Authorization", "Boomgate-Run",
        "Boomgate-Approval", "X-Agent-Id", "X-Approval-Token", "Destination", "Upgrade", "Sec-WebSocket-Key", "TE", "Keep-Alive",
        "X-Amz-Target",
        "X-Amz-Copy-Source", "Stripe-Account", "OpenAI-Organization", "X-Unknown", "Baggage",
    ])
    func `never forwarded`(name: String) throws {
        let lines = try forwarded([(name, "v")], try route(dialect: .s3))
        #expect(lines.isEmpty)
    }

    @Test(arguments: [
        "Accept", "Content-Type", "If-Match", "User-Agent", "traceparent", "X-Request-Id", "Last-Event-ID", "Content-Encoding",
    ])
    func `forwarded as received`(name: String) throws {
        #expect(try forwarded([(name, "v")], try route()).contains("\(name.lowercased()): v"))
    }

    @Test func `a vendor's fields go only to that vendor`() throws {
        #expect(try forwarded([("Stripe-Version", "1")], try route(dialect: .stripe)).contains("stripe-version: 1"))
        #expect(try !forwarded([("Stripe-Version", "1")], try route(dialect: .github)).contains("stripe-version: 1"))
        #expect(try forwarded([("X-Amz-Meta-A", "1")], try route(dialect: .s3)).contains("x-amz-meta-a: 1"))
        #expect(try !forwarded([("X-Amz-Meta-A", "1")], try route()).contains("x-amz-meta-a: 1"))
    }

    @Test func `codings that cannot be vouched for are left out`() throws {
        #expect(try forwarded([("Accept-Encoding", "gzip, deflate, br, zstd")], try route()) == ["accept-encoding: gzip, deflate"])
        #expect(try forwarded([("Accept-Encoding", "br")], try route()) == ["accept-encoding: identity"])
        #expect(try forwarded([("Accept-Encoding", "gzip")], try route(rewrites: true)) == ["accept-encoding: identity"])
    }

    @Test func `what is said to the gateway in Prefer stays here`() throws {
        let lines = try forwarded([("Prefer", "respond-async, wait=10, return=minimal")], try route())
        #expect(lines.contains("prefer: return=minimal"))
        #expect(try !forwarded([("Prefer", "dry-run")], try route()).contains { $0.hasPrefix("prefer") })
    }

    @Test func `cookies go only where the route says so`() throws {
        #expect(try forwarded([("Cookie", "a=1")], try route(cookies: true)).contains("cookie: a=1"))
    }

    @Test func `an idempotency key never reaches the upstream as the agent wrote it`() throws {
        let lines = try forwarded([("Idempotency-Key", "my-key")], try route(), line: "POST /a")
        let key = try #require(lines.first { $0.hasPrefix("idempotency-key: ") })
        #expect(!key.contains("my-key"))
        #expect(try forwarded([("Idempotency-Key", "my-key")], try route(), line: "POST /a") == lines)
        #expect(try forwarded([("Idempotency-Key", "other")], try route(), line: "POST /a") != lines)
    }

    @Test func `credential parameters are taken out, every other byte stays`() {
        let slots: [DeclaredSlot] = [.query(Array("key".utf8)), .form(Array("token".utf8))]
        let query = { (text: String) in
            ParameterRemoval.query(Array(text.utf8)[...], slots: slots).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(query("a=1&key=s&b=%20") == "a=1&b=%20")
        #expect(query("k%65y=s") == nil)
        #expect(query("a=1&&b") == "a=1&&b")
        #expect(query("") == "")
        #expect(ParameterRemoval.form(Array("token=s&x=1".utf8), slots: slots) == Array("x=1".utf8))
    }
}
