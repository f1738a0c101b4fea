import TestKit
import Testing

/// The agent's credential ends at the gateway, the upstream's begins there, and neither shows anywhere else.
@Suite(.live) struct `Credentials` {
    private func live(
        _ upstream: RawUpstream, _ change: (inout RouteText) -> Void = { _ in }, agents: String = LiveGateway.agents
    ) throws -> LiveGateway {
        var route = RouteText(port: upstream.port)
        change(&route)
        return try LiveGateway([route], settings: "log: {level: debug}", agents: agents)
    }

    /// Neither secret is in what the gateway writes or says.
    private func expectNoCanary(_ gateway: LiveGateway, _ answers: [Answer]) throws {
        let metrics = try gateway.admin("/metrics").everything
        for text in answers.map(\.everything) + [gateway.log, gateway.run.output, metrics] { #expect(!text.contains("CANARY")) }
    }

    private static let basic = "c3VwcG9ydDo"  // `support:` and what follows it, in Base64
    private static let slots = [
        "Authorization: Bearer \(LiveGateway.key)", "Authorization: token \(LiveGateway.key)", "AUTHORIZATION: bearer \(LiveGateway.key)",
        "X-Api-Key: \(LiveGateway.key)", "api-key: \(LiveGateway.key)", "x-goog-api-key: \(LiveGateway.key)",
        "PRIVATE-TOKEN: \(LiveGateway.key)",
    ]

    @Test(arguments: slots) func `in each slot the agent's goes no further and the upstream's arrives once`(slot: String) throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let gateway = try live(upstream)
        let answer = try gateway.call("POST", "/up/v1/thing", [slot, "X-Custom: 1"], body: "a=1", key: nil)
        #expect(answer.status == 200)
        let arrival = try #require(upstream.arrivals.first)
        #expect(arrival.all("authorization") == ["Bearer \(LiveGateway.secret)"])
        #expect(!arrival.raw.contains(LiveGateway.key))
        #expect(arrival.raw.split(separator: LiveGateway.secret, omittingEmptySubsequences: false).count == 2)
        for name in ["x-api-key", "api-key", "x-goog-api-key", "private-token"] { #expect(arrival[name] == nil) }
        try expectNoCanary(gateway, [answer])
        gateway.stop()
    }

    @Test func `in several slots at once it counts where all name one agent`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let gateway = try live(upstream)
        let agreeing = try gateway.call("GET", "/up/v1/a", ["X-Api-Key: \(LiveGateway.key)"])
        #expect(agreeing.status == 200)
        let disagreeing = try gateway.call("GET", "/up/v1/a", ["X-Api-Key: \(LiveGateway.strangerKey)"])
        #expect(disagreeing.status == 401)
        #expect(upstream.requests.count == 1)
        #expect(!upstream.arrivals[0].raw.contains("CANARYagent"))
        try expectNoCanary(gateway, [agreeing, disagreeing])
        gateway.stop()
    }

    @Test func `in a declared query or form slot it is taken out`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let gateway = try live(upstream) { $0.extra = ["slots: [\"query:private_token\", \"form:token\"]"] }
        let key = LiveGateway.key
        #expect(try gateway.call("GET", "/up/v1/a?x=1&private_token=\(key)&y=%41", key: nil).status == 200)
        #expect(upstream.arrivals[0].line == "GET /v1/a?x=1&y=%41 HTTP/1.1")
        let form = "Content-Type: application/x-www-form-urlencoded"
        #expect(try gateway.call("POST", "/up/v1/a", [form], body: "b=2&token=\(key)&c=3", key: nil).status == 200)
        #expect(upstream.arrivals[1].text == "b=2&c=3")
        #expect(!upstream.arrivals.contains { $0.raw.contains("CANARYagent") })
        gateway.stop()
    }

    @Test(arguments: [
        "/up/v1/a?access_token=x", "/up/v1/a?private_token=x", "/up/v1/a?api_key=x", "/up/v1/a?sudo=root", "/up/v1/a?X-Amz-Signature=x",
        "/up/v1/a?q=\(LiveGateway.key)", "/up/v1/\(LiveGateway.key)",
    ])
    func `where no slot is declared is refused`(target: String) throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let gateway = try live(upstream)
        let answer = try gateway.call("GET", target)
        #expect(answer.status == 400)
        #expect(upstream.requests.isEmpty)
        try expectNoCanary(gateway, [answer])
        gateway.stop()
    }

    @Test func `that upstream repeats in an error are withheld`() throws {
        let body = "{\"error\":\"bad token \(LiveGateway.secret)\"}"
        let upstream = try RawUpstream.answering("HTTP/1.1 400 Bad Request\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        defer { upstream.close() }
        let gateway = try live(upstream)
        let answer = try gateway.call("POST", "/up/v1/a", body: "a=1")
        #expect(answer.status == 400)
        #expect(gateway.metric("secrets_replaced_total") == 1)
        try expectNoCanary(gateway, [answer])
        gateway.stop()
    }

    @Test(arguments: [401, 407]) func `that upstream refuses are our fault, and its text stays here`(status: Int) throws {
        let upstream = try RawUpstream.answering(
            "HTTP/1.1 \(status) No\r\nWWW-Authenticate: Bearer\r\nContent-Length: 33\r\n\r\nCANARY your token \(status) is wrong!!!")
        defer { upstream.close() }
        let gateway = try live(upstream)
        let answer = try gateway.call("POST", "/up/v1/a", body: "a=1")
        #expect(answer.status == 424)
        #expect(answer.member("code") == "upstream_credential")
        #expect(answer["www-authenticate"] == nil)
        #expect(gateway.metric("upstream_credential_refused_total") == 1)
        try expectNoCanary(gateway, [answer])
        gateway.stop()
    }

    @Test func `nobody knows are refused in the words of the route's own clients`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let routes = ["plain", "openai", "stripe", "slack"].map { dialect in
            var route = RouteText(port: upstream.port)
            route.api = dialect
            route.mount = "mount: /\(dialect)"
            route.extra = ["dialect: \(dialect)"]
            return route
        }
        let gateway = try LiveGateway(routes)
        let unknown = "bg_support-1_0000000000000000000000000000000000000000000"
        for (key, dialect) in [(nil, "plain"), (unknown, "plain"), (nil, "openai"), (unknown, "stripe"), (unknown, "slack")] {
            let answer = try gateway.call("POST", "/\(dialect)/v1/a", body: "a=1", key: key)
            #expect(answer.status == 401)
            #expect(answer.text.contains("\"code\":\"unauthenticated\""))
            #expect(!answer.everything.contains(unknown))
            switch dialect {
            case "openai": #expect(answer.text.hasPrefix("{\"error\":{\"message\":") && answer.text.contains("authentication_error"))
            case "stripe": #expect(answer.text.hasPrefix("{\"error\":{\"type\":\"invalid_request_error\""))
            case "slack": #expect(answer.text.hasPrefix("{\"ok\":false,\"error\":\"unauthenticated\""))
            default: #expect(answer["content-type"] == "application/problem+json")
            }
        }
        #expect(upstream.requests.isEmpty)
        gateway.stop()
    }

    @Test func `guessed too often from one address make it wait`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)], settings: "back_off: {failures: 3, window: 1h}")
        let wrong = (0..<4).map { "bg_support-1_\($0)000000000000000000000000000000000000000000" }
        for key in wrong.prefix(3) { #expect(try gateway.call("GET", "/up/v1/a", key: key)["retry-after"] == nil) }
        let waiting = try gateway.call("GET", "/up/v1/a", key: wrong[3])
        #expect(waiting["retry-after"] != nil)
        // The right one waits too: else the wait would tell a guesser that it is right.
        #expect(try gateway.call("GET", "/up/v1/a").status == waiting.status)
        #expect(gateway.metric("requests_refused_total{cause=\"backed_off\"}") == 2)
        #expect(gateway.metric("requests_refused_total{cause=\"identity\"}") == 3)
        #expect(upstream.requests.isEmpty)
        gateway.stop()
    }
}
