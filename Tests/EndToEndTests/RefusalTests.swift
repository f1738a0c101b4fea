import TestKit
import Testing

/// Refused before anything is sent, and told why.
@Suite(.live) struct `A refused request` {
    private func live(_ body: (LiveGateway, RawUpstream) throws -> Void) throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        try body(gateway, upstream)
        #expect(upstream.requests.isEmpty)
        gateway.stop()
    }

    @Test func `outside every mount is told that no API is there`() throws {
        try live { gateway, _ in
            for target in ["/", "/upx/v1/a", "/v1/a", "/UP/v1/a"] {
                let answer = try gateway.call("GET", target)
                #expect(answer.status == 403)
                #expect(answer.member("code") == "no_route")
                #expect(answer["retry-after"] == nil)
                #expect(answer["x-should-retry"] == "false")
            }
            #expect(gateway.metric("requests_refused_total{cause=\"no_route\"}") == 4)
        }
    }

    @Test func `that no operation binds is blocked, with its run`() throws {
        try live { gateway, _ in
            for (method, target) in [("GET", "/up/v2/a"), ("OPTIONS", "/up/v1/a"), ("POST", "/up")] {
                let answer = try gateway.call(method, target)
                #expect(answer.status == 403)
                #expect(answer.member("code") == "action_blocked")
                #expect(answer["boomgate-run"] != nil)
            }
            #expect(gateway.metric("requests_refused_total{cause=\"unbound\"}") == 3)
        }
    }

    @Test func `of an agent of another environment is blocked, with its run`() throws {
        try live { gateway, _ in
            let answer = try gateway.call("GET", "/up/v1/a", key: LiveGateway.strangerKey)
            #expect(answer.status == 403)
            #expect(answer.member("code") == "action_blocked")
            #expect(answer.text.contains("`prod`"))
            #expect(gateway.metric("requests_refused_total{cause=\"environment\"}") == 1)
            #expect(gateway.metric("requests_refused_total{cause=\"unbound\"}") == 0)
            #expect(answer["boomgate-run"] != nil)
        }
    }

    @Test func `for an unknown host is told which setting lists names`() throws {
        try live { gateway, _ in
            let client = try gateway.connect()
            client.send("GET /up/v1/a HTTP/1.1\r\nHost: evil.test\r\nAuthorization: Bearer \(LiveGateway.key)\r\n\r\n")
            let answer = try client.answer()
            #expect(answer.status == 421)
            #expect(answer.member("code") == "unknown_host")
            #expect(answer.text.contains("listeners.agents.names"))
            #expect(gateway.metric("requests_refused_total{cause=\"unknown_host\"}") == 1)
        }
    }

    @Test(arguments: [
        "GET /up/v1/../v1/a HTTP/1.1", "GET /up/v1/%2e%2e/a HTTP/1.1", "GET /up//v1/a HTTP/1.1", "GET /up/v1/a%2fb HTTP/1.1",
        "GET /up/v1/a;b HTTP/1.1", "GET /up/v1/a?_method=DELETE HTTP/1.1", "GET /up/v1/a?x=%00 HTTP/1.1",
    ])
    func `whose target reads in two ways is invalid`(line: String) throws {
        try live { gateway, _ in
            let client = try gateway.connect()
            client.send("\(line)\r\nHost: localhost\r\nAuthorization: Bearer \(LiveGateway.key)\r\n\r\n")
            #expect(try client.answer().status == 400)
        }
    }

    @Test(arguments: [
        "Content-Length: 3\r\nTransfer-Encoding: chunked", "Transfer-Encoding: xchunked", "Content-Length: +3", "Content-Length: 3, 4",
        "Bad Name: 1", "X: 1\r\n folded", "Host: localhost", "Connection: Content-Type", "Connection: Authorization",
    ])
    func `whose framing or fields read in two ways is invalid, and its connection ends`(field: String) throws {
        try live { gateway, _ in
            let client = try gateway.connect()
            client.send("POST /up/v1/a HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(LiveGateway.key)\r\n\(field)\r\n\r\nabc")
            #expect(try client.answer().status == 400)
            #expect(client.readToEnd().isEmpty)
            #expect(client.last != .silent)
        }
    }

    @Test func `with a head beyond the bounds is told which status that is`() throws {
        try live { gateway, _ in
            let line = try gateway.call("GET", "/up/v1/" + String(repeating: "a", count: 17_000))
            #expect(line.status == 414)
            let count = try gateway.call("GET", "/up/v1/a", (0..<101).map { "X-\($0): 1" })
            #expect(count.status == 431)
            let size = try gateway.call("GET", "/up/v1/a", ["X: " + String(repeating: "a", count: 33_000)])
            #expect(size.status == 431)
        }
    }

    @Test func `leaves its connection usable, in order`() throws {
        try live { gateway, _ in
            let client = try gateway.connect()
            client.send(
                gateway.request("GET", "/nowhere") + gateway.request("GET", "/up/v2/a") + gateway.request("GET", "/up/v1/a", key: nil))
            #expect(try client.answer().member("code") == "no_route")
            #expect(try client.answer().member("code") == "action_blocked")
            #expect(try client.answer().status == 401)
        }
    }
}
