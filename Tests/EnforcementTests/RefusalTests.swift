import Enforcement
import HTTPCore
import Routing
import TestKit
import Testing
import Vocabulary

@MainActor @Suite struct `Refusals before anything is forwarded` {
    @Test func `an unknown host is 421 and names the setting`() async throws {
        let bench = try Bench([.answer(status: 200)])
        let exchange = await bench.serve(ScriptedExchange(try request("GET /billing/v1/charges/1", host: "evil.test")))
        #expect(exchange.answered?.status == 421)
        #expect(exchange.bodyText.contains("listeners.agents.names"))
        #expect(bench.upstream.arrivals.isEmpty)
    }

    @Test func `a host of another certificate than the one shown is 421`() async throws {
        let bench = try Bench([.answer(status: 200)])
        let exchange = ScriptedExchange(try request("GET /billing/v1/charges/1"))
        exchange.isMisdirected = true
        #expect(await bench.serve(exchange).answered?.status == 421)
        #expect(bench.upstream.arrivals.isEmpty)
    }

    @Test func `a path under no mount is 403 no_route`() async throws {
        let bench = try Bench([.answer(status: 200)])
        let exchange = await bench.serve(ScriptedExchange(try request("GET /crm/v1/charges/1")))
        #expect(exchange.answered?.status == 403)
        #expect(exchange.bodyText.contains("\"code\":\"no_route\""))
        #expect(exchange.field(.xShouldRetry) == "false")
    }

    @Test func `an operation that is not bound is 403 action_blocked`() async throws {
        let bench = try Bench([.answer(status: 200)])
        let exchange = await bench.serve(ScriptedExchange(try request("DELETE /billing/v1/charges/1")))
        #expect(exchange.answered?.status == 403)
        #expect(exchange.bodyText.contains("action_blocked"))
        #expect(bench.upstream.arrivals.isEmpty)
    }

    @Test func `no credential is 401 in the route's dialect`() async throws {
        let refusal = IdentityRefusal(status: 401, code: .credentialMissing, detail: "no credential slot is filled.")
        let bench = try Bench([.answer(status: 200)], route: try route(dialect: .openai), identification: .refused(refusal))
        let exchange = await bench.serve(ScriptedExchange(try request("GET /billing/v1/charges/1")))
        #expect(exchange.answered?.status == 401)
        #expect(exchange.bodyText.hasPrefix("{\"error\":{\"message\":"))
        #expect(exchange.field(.contentType) == "application/json")
    }

    @Test func `an agent of another environment is refused`() async throws {
        let bench = try Bench([.answer(status: 200)], route: try route(environment: "staging"))
        let exchange = await bench.serve(ScriptedExchange(try request("GET /billing/v1/charges/1")))
        #expect(exchange.answered?.status == 403)
        #expect(exchange.bodyText.contains("environment `staging`"))
        #expect(exchange.field(.boomgateRun) == "run_1")
    }

    @Test(arguments: ["/billing/v1/charges/..%2fadmin", "/billing/v1/charges/a;b", "/billing/v1/charges/1?_method=DELETE"])
    func `a target that two readers could read differently is refused`(target: String) async throws {
        let bench = try Bench([.answer(status: 200)])
        let exchange = await bench.serve(ScriptedExchange(try request("GET \(target)")))
        #expect(exchange.answered.map { (400..<500).contains($0.status) } == true)
        #expect(bench.upstream.arrivals.isEmpty)
    }

    @Test func `the connection over an agent's bound is 429 and nothing is sent`() async throws {
        let bench = try Bench([.answer(status: 200, length: 0)], connections: 1)
        let first = await bench.serve(ScriptedExchange(try request("GET /billing/v1/charges/1")))
        let second = await bench.serve(ScriptedExchange(try request("GET /billing/v1/charges/1")))
        #expect(first.answered?.status == 200)
        #expect(second.answered?.status == 429)
        #expect(second.field(.retryAfter) == "1")
        first.lease = nil
        let third = await bench.serve(ScriptedExchange(try request("GET /billing/v1/charges/1")))
        #expect(third.answered?.status == 200)
    }

    @Test func `more than five ranges are refused, five pass`() async throws {
        let bench = try Bench([.answer(status: 200, length: 0)])
        let five = await bench.serve(ScriptedExchange(try request("GET /billing/v1/charges/1", [("Range", "bytes=0-,1-,2-,3-,4-")])))
        #expect(five.answered?.status == 200)
        let six = await bench.serve(ScriptedExchange(try request("GET /billing/v1/charges/1", [("Range", "bytes=0-,1-,2-,3-,4-,5-")])))
        #expect(six.answered?.status == 400)
    }

    @Test func `own paths need no credential and approve nothing`() async throws {
        let bench = try Bench([.answer(status: 200)], isReady: false)
        let health = await bench.serve(ScriptedExchange(try request("GET /-/healthz")))
        #expect(health.answered?.status == 200)
        let ready = await bench.serve(ScriptedExchange(try request("GET /-/readyz")))
        #expect(ready.answered?.status == 503)
        #expect(ready.bodyText == "{\"status\":\"not ready\",\"failing\":[\"revision\"]}\n")
        let other = await bench.serve(ScriptedExchange(try request("POST /-/holds/1")))
        #expect(other.answered?.status == 404)
    }

    @Test(arguments: Dialect.allCases) func `a refusal names code, decision and reason in every dialect`(dialect: Dialect) {
        let answer = WireAnswer(403, .actionBlocked, "Not executed: \"a\" <b>\u{7}.")
        let (head, body) = DialectWriter.write(answer, dialect: dialect, decision: "dec_1")
        let text = String(decoding: body, as: UTF8.self)
        #expect(head.status == 403)
        #expect(text.contains("Not executed"))
        #expect(text.contains("dec_1"))
        #expect(!body.contains(7))
        #expect(head.fields.first(.retryAfter) == nil)
    }

    @Test func `anthropic keeps its own type, gemini keeps status inside details`() {
        let answer = WireAnswer(403, .actionBlocked, "x")
        let anthropic = String(decoding: DialectWriter.write(answer, dialect: .anthropic, decision: nil).body, as: UTF8.self)
        #expect(anthropic.hasPrefix("{\"type\":\"error\""))
        #expect(anthropic.contains("\"problem_type\":\"urn:boomgate:error:action_blocked\""))
        let gemini = String(decoding: DialectWriter.write(answer, dialect: .gemini, decision: nil).body, as: UTF8.self)
        #expect(gemini.contains("\"details\":[{\"type\":\"urn:boomgate:error:action_blocked\""))
    }

    @Test(arguments: [
        "application/x-www-form-urlencoded", "Application/X-WWW-Form-URLencoded", "application/x-www-form-urlencoded; charset=utf-8",
        "APPLICATION/x-www-form-urlencoded;charset=utf-8",
    ])
    func `a credential in a declared form slot never goes out, however the form is called`(type: String) async throws {
        let bench = try Bench([.answer(status: 200)], route: try route(slots: [.form(Array("token".utf8))]))
        let fields = [("Content-Length", "11"), ("Content-Type", type)]
        _ = await bench.serve(ScriptedExchange(try request("POST /billing/v1/refunds", fields), body: ["token=s&x=1"]))
        #expect(bench.upstream.arrivals.map(\.body) == [Array("x=1".utf8)])
    }
}
