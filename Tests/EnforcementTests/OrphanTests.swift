import Enforcement
import HTTPCore
import Routing
import TestKit
import Testing
import Vocabulary

@MainActor @Suite struct `Writes whose caller goes` {
    private func refund(_ fields: [(String, String)] = [], body: String = "{\"amount\":1}") throws -> ScriptedExchange {
        ScriptedExchange(
            try request("POST /billing/v1/refunds", fields + [("Content-Length", "\(body.utf8.count)")]), body: [body])
    }

    private func start(_ exchange: ScriptedExchange, on bench: Bench) -> Task<Void, Never> {
        Task { @MainActor in _ = await bench.serve(exchange) }
    }

    @Test func `a repeat joins the orphan and the upstream sees one arrival`() async throws {
        let gate = Gate()
        let bench = try Bench([.held(gate, then: .answer(status: 201, pieces: ["done"], length: 4))])
        let first = try refund()
        let running = start(first, on: bench)
        await bench.upstream.reached.pass()
        first.leave()
        let second = try refund([("User-Agent", "other"), ("X-Request-Id", "2")])
        let joining = start(second, on: bench)
        while bench.events.count("joined") == 0 { await Task.yield() }
        gate.open()
        await running.value
        await joining.value
        #expect(second.answered?.status == 201)
        #expect(second.bodyText == "done")
        #expect(second.field(.boomgateReplayed) == "dec_1")
        let third = await bench.serve(try refund())
        #expect(third.bodyText == "done")
        #expect(bench.upstream.arrivals.count == 1)
        bench.clock.advance(by: .seconds(60))
        _ = await bench.serve(try refund())
        #expect(bench.upstream.arrivals.count == 2)
    }

    @Test func `two deliberate parallel calls are two actions`() async throws {
        let gate = Gate()
        let bench = try Bench([.held(gate, then: .answer(status: 200, length: 0)), .answer(status: 200, length: 0)])
        let running = start(try refund(), on: bench)
        await bench.upstream.reached.pass()
        _ = await bench.serve(try refund())
        #expect(bench.upstream.arrivals.count == 2)
        gate.open()
        await running.value
    }

    @Test func `another body is another call`() async throws {
        let gate = Gate()
        let bench = try Bench([.held(gate, then: .answer(status: 200, length: 0)), .answer(status: 200, length: 0)])
        let first = try refund()
        let running = start(first, on: bench)
        await bench.upstream.reached.pass()
        first.leave()
        _ = await bench.serve(try refund(body: "{\"amount\":2}"))
        #expect(bench.upstream.arrivals.count == 2)
        gate.open()
        await running.value
    }

    @Test func `an unknown outcome answers 424 and its repeat is not forwarded for ten minutes`() async throws {
        let bench = try Bench([.fail(UpstreamFailure(.unknown, .firstByteTimeout)), .answer(status: 200, length: 0)])
        let first = await bench.serve(try refund())
        #expect(first.answered?.status == 424)
        #expect(first.bodyText.contains("outcome_unknown"))
        #expect(first.bodyText.contains("\"retryable\":false"))
        bench.clock.advance(by: .seconds(599))
        let second = await bench.serve(try refund())
        #expect(second.answered?.status == 424)
        #expect(bench.upstream.arrivals.count == 1)
        bench.clock.advance(by: .seconds(1))
        let third = await bench.serve(try refund())
        #expect(third.answered?.status == 200)
    }

    @Test func `what surely was not sent may be sent again`() async throws {
        let bench = try Bench([.fail(UpstreamFailure(.notSent, .connectFailed)), .answer(status: 200, length: 0)])
        let first = await bench.serve(try refund())
        #expect(first.answered?.status == 502)
        #expect(first.bodyText.contains("\"retryable\":true"))
        #expect(first.field(.xShouldRetry) == nil)
        let second = await bench.serve(try refund())
        #expect(second.answered?.status == 200)
    }

    @Test func `a write whose caller has gone before anything was sent is not sent`() async throws {
        let bench = try Bench([.answer(status: 200)])
        let exchange = try refund()
        exchange.leave()
        _ = await bench.serve(exchange)
        #expect(bench.upstream.arrivals.isEmpty)
        #expect(bench.context.unsettledCount.entries == 0)
        #expect(exchange.bodyText.contains("half closed"))
    }

    @Test func `a caller who goes in the middle of the answer finds it whole`() async throws {
        let bench = try Bench([.answer(status: 200, pieces: ["one ", "two ", "three"])])
        let first = try refund()
        first.leavesAfterPieces = 1
        _ = await bench.serve(first)
        let second = await bench.serve(try refund())
        #expect(second.bodyText == "one two three")
        #expect(bench.upstream.arrivals.count == 1)
    }

    @Test func `an orphan that does not end within the drain bound becomes unknown`() async throws {
        var bounds = GatewayBounds()
        // Every piece after the caller left is late.
        bounds.drainFor = .seconds(-1)
        let bench = try Bench([.answer(status: 200, pieces: ["0", "1", "2", "3"])], bounds: bounds)
        let first = try refund()
        first.leavesAfterPieces = 1
        _ = await bench.serve(first)
        #expect(bench.events.count("drainCut") == 1)
        let second = await bench.serve(try refund())
        #expect(second.answered?.status == 424)
        #expect(bench.upstream.arrivals.count == 1)
    }

    @Test(arguments: ["application/x-www-form-urlencoded", "Application/X-WWW-Form-URLencoded; charset=utf-8"])
    func `what a repeat may change is left out of the comparison`(type: String) async throws {
        let operation = Operation(
            id: "run", methods: .oneOf([.post]), template: try template("/run"), action: "create", target: "instance",
            attachIgnore: [.form(Array("ClientToken".utf8)), .query(Array("nonce".utf8)), .header(Array("x-request-id".utf8))])
        let bench = try Bench(
            [.fail(UpstreamFailure(.unknown, .connectionLost)), .answer(status: 200, length: 0)], route: try route(operations: [operation]))
        let call = { (query: String, body: String) in
            ScriptedExchange(
                try request(
                    "POST /billing/run?\(query)",
                    [("Content-Type", type), ("Content-Length", "\(body.utf8.count)")]), body: [body])
        }
        _ = await bench.serve(try call("a=1&nonce=1", "Action=Run&ClientToken=x"))
        let repeated = await bench.serve(try call("a=1&nonce=2", "ClientToken=y&Action=Run"))
        #expect(repeated.answered?.status == 424)
        let another = await bench.serve(try call("a=2&nonce=1", "Action=Run&ClientToken=x"))
        #expect(another.answered?.status == 200)
        #expect(bench.upstream.arrivals.count == 2)
    }

    @Test func `a read whose caller goes is given up`() async throws {
        let gate = Gate()
        let bench = try Bench([.held(gate, then: .answer(status: 200))])
        let exchange = ScriptedExchange(try request("GET /billing/v1/charges/1"))
        let running = start(exchange, on: bench)
        await bench.upstream.reached.pass()
        exchange.leave()
        await running.value
        #expect(bench.events.count("upstreamFailed") == 1)
        #expect(bench.upstream.arrivals.count == 1)
        #expect(bench.context.unsettledCount.entries == 0)
    }

    @Test func `a body over the bound streams and takes no part`() async throws {
        let half = String(repeating: "x", count: 700_000)
        let bench = try Bench([.fail(UpstreamFailure(.unknown, .connectionLost)), .answer(status: 200, length: 0)])
        let large = {
            ScriptedExchange(try request("POST /billing/v1/refunds", [("Transfer-Encoding", "chunked")]), body: [half, half])
        }
        let first = await bench.serve(try large())
        #expect(first.answered?.status == 424)
        let second = await bench.serve(try large())
        #expect(second.answered?.status == 200)
        #expect(bench.upstream.arrivals.map(\.body.count) == [1_400_000, 1_400_000])
    }

    @Test func `with an idempotency key that the upstream honours a repeat goes through under the same key`() async throws {
        let bench = try Bench([.fail(UpstreamFailure(.unknown, .connectionLost)), .answer(status: 200, length: 0)])
        let keyed = {
            ScriptedExchange(
                try request("POST /billing/v1/keyed", [("Content-Length", "1"), ("Idempotency-Key", "k")]), body: ["x"])
        }
        _ = await bench.serve(try keyed())
        let second = await bench.serve(try keyed())
        #expect(second.answered?.status == 200)
        let keys = bench.upstream.arrivals.map { $0.fields.first(.idempotencyKey).map(Array.init) }
        #expect(keys.count == 2 && keys[0] == keys[1] && keys[0] != nil)
    }

    @Test func `so it does under a field name of the upstream's own`() async throws {
        let operation = Operation(
            id: "keyed.create", methods: .oneOf([.post]), template: try template("/v1/keyed"), action: "create", target: "refund",
            idempotency: Idempotency(header: Array("paypal-request-id".utf8)))
        let bench = try Bench(
            [.fail(UpstreamFailure(.unknown, .connectionLost)), .answer(status: 200, length: 0), .answer(status: 200, length: 0)],
            route: try route(operations: [operation]))
        for key in ["k", "k", "other"] {
            let fields = [("Content-Length", "1"), ("PayPal-Request-Id", key), ("Idempotency-Key", "ignored")]
            _ = await bench.serve(ScriptedExchange(try request("POST /billing/v1/keyed", fields), body: ["x"]))
        }
        let keys = bench.upstream.arrivals.map { arrival in
            arrival.fields.text.filter { $0.hasPrefix("paypal-request-id: ") || $0.hasPrefix("idempotency-key: ") }
        }
        // One field, the same for the same key, and not in the agent's words.
        #expect(keys.count == 3 && keys[0] == keys[1] && keys[1] != keys[2] && keys[0].count == 1)
        #expect(keys[0].first?.hasSuffix(": k") == false)
    }

    @Test func `an orphan's error text is read no longer than the drain bound`() async throws {
        var bounds = GatewayBounds()
        bounds.drainFor = .seconds(-1)
        let gate = Gate()
        let bench = try Bench([.held(gate, then: .answer(status: 500, pieces: ["0", "1", "2", "3"]))], bounds: bounds)
        let first = try refund()
        let running = start(first, on: bench)
        await bench.upstream.reached.pass()
        first.leave()
        gate.open()
        await running.value
        #expect(bench.events.count("drainCut") == 1)
        #expect(await bench.serve(try refund()).answered?.status == 424)
        #expect(bench.upstream.arrivals.count == 1)
    }

    @Test func `an error text that streams slowly is not read for a caller who has gone`() async throws {
        let gate = Gate()
        let bench = try Bench([.held(gate, then: .answer(status: 500, pieces: ["0", "1", "2", "3"]))])
        let keyed = ScriptedExchange(
            try request("POST /billing/v1/keyed", [("Content-Length", "1"), ("Idempotency-Key", "k")]), body: ["x"])
        let running = start(keyed, on: bench)
        await bench.upstream.reached.pass()
        keyed.leave()
        gate.open()
        await running.value
        #expect(bench.events.count("upstreamFailed") == 1)
    }

    @Test func `a caller who goes while it is told that nothing was sent leaves nothing behind`() async throws {
        let bench = try Bench([.fail(UpstreamFailure(.notSent, .connectFailed)), .answer(status: 200, length: 0)])
        let first = try refund()
        first.leavesWhileAnswered = true
        _ = await bench.serve(first)
        try #require(bench.context.unsettledCount.entries == 0)
        #expect(await bench.serve(try refund()).answered?.status == 200)
    }

    @Test func `a caller who goes while it is told that the outcome is unknown is told again`() async throws {
        let bench = try Bench([.fail(UpstreamFailure(.unknown, .firstByteTimeout)), .answer(status: 200, length: 0)])
        let first = try refund()
        first.leavesWhileAnswered = true
        _ = await bench.serve(first)
        #expect(await bench.serve(try refund()).answered?.status == 424)
        bench.clock.advance(by: .seconds(600))
        try #require(bench.context.unsettledCount.entries == 1)
        #expect(await bench.serve(try refund()).answered?.status == 200)
        #expect(bench.context.unsettledCount.entries == 0)
    }

    @Test(arguments: [(302, ("location", "https://elsewhere.example/x"), "redirect_refused"), (401, ("x-a", "b"), "upstream_credential")])
    func `a caller who goes while an answer is withheld is told so when it comes back`(
        status: Int, field: (String, String), code: String
    ) async throws {
        let bench = try Bench([.answer(status: status, fields: [field], pieces: ["x"])])
        let first = try refund()
        first.leavesWhileAnswered = true
        _ = await bench.serve(first)
        #expect(first.bodyText.contains(code))
        let second = await bench.serve(try refund())
        #expect(second.answered?.status == 424)
        #expect(second.bodyText == first.bodyText)
        #expect(second.field(.boomgateReplayed) == "dec_1")
        #expect(bench.upstream.arrivals.count == 1)
    }
}
