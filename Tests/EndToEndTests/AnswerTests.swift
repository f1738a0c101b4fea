import TestKit
import Testing

/// What the agent sees of the upstream's answer.
@Suite(.live) struct `An upstream's answer` {
    private func answer(
        _ head: String, body: String = "", host: String? = nil, change: (inout RouteText) -> Void = { _ in }
    ) throws -> (answer: Answer, gateway: LiveGateway, upstream: UInt16) {
        let port = Port()
        let upstream = try RawUpstream.acting { connection in
            let head = head.replacing("UPSTREAM", with: "127.0.0.1:\(port.value)")
            let body = body.replacing("UPSTREAM", with: "127.0.0.1:\(port.value)")
            connection.send("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }
        defer { upstream.close() }
        port.value = upstream.port
        var route = RouteText(port: upstream.port)
        change(&route)
        let gateway = try LiveGateway([route])
        let client = try gateway.connect()
        let name = host ?? "localhost:\(gateway.port)"
        client.send("GET /up/v1/a HTTP/1.1\r\nHost: \(name)\r\nAuthorization: Bearer \(LiveGateway.key)\r\n\r\n")
        let answer = try client.answer()
        gateway.stop()
        return (answer, gateway, upstream.port)
    }

    @Test func `leads on through the gateway, by the name the client used`() throws {
        let (answer, gateway, _) = try answer(
            "HTTP/1.1 201 Created\r\nLocation: http://UPSTREAM/base/v1/b?x=1\r\nContent-Location: /base/v1/c\r\n"
                + "Link: <http://UPSTREAM/base/v1/a?page=2>; rel=\"next\", <http://elsewhere.test/>; rel=\"last\"\r\n"
        ) { $0.base = "/base" }
        #expect(answer.status == 201)
        #expect(answer["location"] == "http://localhost:\(gateway.port)/up/v1/b?x=1")
        #expect(answer["content-location"] == "/up/v1/c")
        #expect(answer["link"] == "<http://localhost:\(gateway.port)/up/v1/a?page=2>; rel=\"next\"")
    }

    @Test func `that leads elsewhere is refused unless the route lists the host`() throws {
        let head = "HTTP/1.1 302 Found\r\nLocation: https://files.test/x\r\n"
        let refused = try answer(head).answer
        #expect(refused.status == 424)
        #expect(refused.member("code") == "redirect_refused")
        #expect(!refused.everything.contains("files.test"))
        let listed = try answer(head) { $0.extra = ["redirects: [files.test]"] }.answer
        #expect(listed.status == 302)
        #expect(listed["location"] == "https://files.test/x")
    }

    @Test func `has the upstream's origin in its JSON replaced where the route says so`() throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        let body = "{\"url\":\"http://UPSTREAM/v1/a\",\"other\":\"http://UPSTREAMx/\"}"
        let plain = try answer(head, body: body)
        #expect(plain.answer.text.contains("127.0.0.1:\(plain.upstream)/v1/a"))
        let rewritten = try answer(head, body: body) { $0.extra = ["rewrite: json-urls"] }
        #expect(rewritten.answer.text.contains("\"url\":\"http://localhost:\(rewritten.gateway.port)/up/v1/a\""))
        #expect(rewritten.answer.text.contains("\"other\":\"http://127.0.0.1:\(rewritten.upstream)x/\""))
    }

    @Test func `loses the fields that are not for agents`() throws {
        let head =
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nAlt-Svc: h3\r\nStrict-Transport-Security: max-age=1\r\nClear-Site-Data: x\r\n"
            + "Refresh: 1\r\nBoomgate-Decision: forged\r\nBoomgate-New: forged\r\nX-Should-Retry: true\r\nStripe-Should-Retry: true\r\n"
            + "Connection: X-Hop\r\nX-Hop: 1\r\nProxy-Authenticate: x\r\nX-Kept: 1\r\nETag: \"a\"\r\n"
        let (answer, _, _) = try answer(head, body: "ok")
        #expect(answer.status == 200)
        for name in [
            "set-cookie", "alt-svc", "strict-transport-security", "clear-site-data", "refresh", "boomgate-new", "x-should-retry",
            "stripe-should-retry", "x-hop", "proxy-authenticate",
        ] { #expect(answer[name] == nil, "\(name)") }
        #expect(answer["x-kept"] == "1")
        #expect(answer["etag"] == "\"a\"")
        #expect(answer.all("boomgate-decision").count == 1)
        #expect(answer["boomgate-decision"]?.hasSuffix("; outcome=allow") == true)
        #expect(!answer.everything.contains("forged"))
        let kept = try self.answer(head, body: "ok") { $0.extra = ["set_cookie: true"] }.answer
        #expect(kept["set-cookie"] == "a=1")
    }

    @Test func `in chunks comes in chunks, without trailers`() throws {
        let upstream = try RawUpstream.answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=CANARY\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: CANARY\r\n\r\n")
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let client = try gateway.connect()
        for _ in 0..<2 {
            client.send(gateway.request("GET", "/up/v1/a"))
            let answer = try client.answer()
            #expect(answer["transfer-encoding"] == "chunked")
            #expect(answer["content-length"] == nil)
            #expect(answer.text == "abcde")
            #expect(answer.ending == .whole)
            #expect(!answer.everything.contains("CANARY"))
        }
        gateway.stop()
    }

    @Test func `of events reaches the client one by one, its head before them`() throws {
        let (heard, seen) = (Latch(), Latch())
        let upstream = try RawUpstream.acting { connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            guard heard.wait() else { return }
            connection.send("9\r\ndata: 1\n\n\r\n")
            // The second is held back until the client has the first.
            guard seen.wait() else { return }
            connection.send("9\r\ndata: 2\n\n\r\n0\r\n\r\n")
        }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let client = try gateway.connect()
        client.send(gateway.request("GET", "/up/v1/events"))
        #expect(try client.head()["content-type"] == "text/event-stream")
        heard.open()
        #expect(client.read(through: "data: 1\n\n").hasSuffix("data: 1\n\n"))
        seen.open()
        #expect(client.read(through: "0\r\n\r\n").contains("data: 2\n\n"))
        gateway.stop()
    }

    @Test func `larger than every buffer comes whole`() throws {
        let size = 8 * 1024 * 1024
        let upstream = try RawUpstream.acting { connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            _ = connection.sendZeros(size, patience: 20_000)
            connection.waitForEnd()
        }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let answer = try gateway.call("GET", "/up/v1/a")
        #expect(answer.ending == .whole)
        #expect(answer.body.count == size)
        gateway.expectBoundedMemory()
        gateway.stop()
    }

    @Test func `names the same run twice, also where the second request is refused`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let first = try gateway.call("GET", "/up/v1/a")
        let second = try gateway.call("POST", "/up/v1/a", body: "a=1")
        let refused = try gateway.call("GET", "/up/v2/a")
        let run = try #require(first["boomgate-run"])
        #expect(second["boomgate-run"] == run)
        #expect(refused["boomgate-run"] == run)
        #expect(first["boomgate-decision"] != second["boomgate-decision"])
        let other = try gateway.call("GET", "/up/v1/a", key: LiveGateway.strangerKey)
        #expect(other["boomgate-run"] != run)
        gateway.stop()
    }

    @Test(arguments: [204, 304]) func `without a body has none`(status: Int) throws {
        let upstream = try RawUpstream.answering("HTTP/1.1 \(status) x\r\nETag: \"a\"\r\n\r\n")
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let client = try gateway.connect()
        for _ in 0..<2 {
            client.send(gateway.request("GET", "/up/v1/a"))
            #expect(try client.answer().status == status)
        }
        gateway.stop()
    }
}

/// Known only once the upstream listens.
private final class Port: @unchecked Sendable {
    // SAFETY: written before the first request is sent, read after one has arrived.
    var value: UInt16 = 0
}
