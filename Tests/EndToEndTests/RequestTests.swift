import TestKit
import Testing

/// What arrives at the upstream is written anew from the parse.
@Suite(.live) struct `A forwarded request` {
    private func arrival(
        _ method: String = "POST", _ target: String = "/up/v1/thing", _ fields: [String] = [], body: String = "a=1",
        change: (inout RouteText) -> Void = { _ in }
    ) throws -> Arrival {
        let upstream = try RawUpstream.answering(method == "HEAD" ? "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n" : okAnswer)
        defer { upstream.close() }
        var route = RouteText(port: upstream.port)
        change(&route)
        let gateway = try LiveGateway([route])
        let answer = try gateway.call(method, target, fields, body: body)
        #expect(answer.status == 200)
        gateway.stop()
        #expect(upstream.requests.count == 1)
        return try #require(upstream.arrivals.first)
    }

    @Test func `has no hop-by-hop field, none of the never-list and nothing unknown`() throws {
        let arrival = try arrival(
            "POST", "/up/v1/thing",
            [
                "Connection: keep-alive, TE", "Keep-Alive: timeout=5", "TE: trailers", "Trailer: X-T", "Proxy-Connection: close",
                "X-Custom: 1", "Accept: text/plain", "X-Forwarded-For: 10.0.0.1", "Forwarded: for=10.0.0.1", "X-Real-IP: 10.0.0.1",
                "X-HTTP-Method-Override: DELETE", "X-Original-URL: /admin", "Cookie: session=1", "Boomgate-Run: run_x", "Via: 1.1 x",
                "Upgrade: websocket", "X-Unheard-Of: 1", "Origin: http://evil.test", "Referer: http://evil.test",
                "Prefer: wait=3, return=minimal",
            ])
        let names = Set(arrival.fields.map { $0.name.lowercased() })
        #expect(
            names.isDisjoint(with: [
                "connection", "keep-alive", "te", "trailer", "proxy-connection", "x-custom", "x-forwarded-for", "forwarded", "x-real-ip",
                "x-http-method-override", "x-original-url", "cookie", "boomgate-run", "via", "upgrade", "x-unheard-of", "expect",
            ]), "\(names)")
        #expect(arrival["prefer"] == "return=minimal")
        #expect(arrival.all("content-length") == ["3"])
        #expect(arrival.text == "a=1")
    }

    @Test func `keeps listed fields whatever their case, and its Host is the upstream's`() throws {
        let arrival = try arrival(
            "POST", "/up/v1/thing",
            ["aCCept: text/plain", "CONTENT-TYPE: application/json; x=Y", "User-Agent: Mixed/1.0 Case", "if-MATCH: \"AbC\""], body: "{}")
        #expect(arrival.all("accept") == ["text/plain"])
        #expect(arrival.all("content-type") == ["application/json; x=Y"])
        #expect(arrival.all("user-agent") == ["Mixed/1.0 Case"])
        #expect(arrival.all("if-match") == ["\"AbC\""])
        #expect(arrival["host"]?.hasPrefix("127.0.0.1:") == true)
        #expect(arrival.all("host").count == 1)
    }

    @Test func `has the query byte for byte, and the path as it was read`() throws {
        let arrival = try arrival("GET", "/up/v1/a%20b/%7euser?q=%e4%BD%A0&&=&x=1+2&a[]=%2F..%2f", body: "")
        #expect(arrival.line == "GET /v1/a%20b/~user?q=%e4%BD%A0&&=&x=1+2&a[]=%2F..%2f HTTP/1.1")
    }

    @Test func `has the base path of the upstream in front`() throws {
        #expect(try arrival("GET", "/up/v1/a?b", body: "") { $0.base = "/base/api" }.line == "GET /base/api/v1/a?b HTTP/1.1")
    }

    @Test func `of a route with a host of its own has the whole path`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        var route = RouteText(port: upstream.port)
        route.mount = "host: api.gw.test"
        let gateway = try LiveGateway([route])
        let client = try gateway.connect()
        client.send("GET /v1/a HTTP/1.1\r\nHost: API.gw.Test:81\r\nAuthorization: Bearer \(LiveGateway.key)\r\n\r\n")
        #expect(try client.answer().status == 200)
        #expect(upstream.arrivals.first?.line == "GET /v1/a HTTP/1.1")
        gateway.stop()
    }

    @Test func `may be HEAD, which has no body either way`() throws {
        let upstream = try RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 77\r\nX-Size: 77\r\n\r\n")
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let client = try gateway.connect()
        for _ in 0..<2 {
            client.send(gateway.request("HEAD", "/up/v1/a"))
            let answer = try client.answer(toHead: true)
            #expect(answer.status == 200)
            #expect(answer["content-length"] == "77")
            #expect(answer["x-size"] == "77")
        }
        #expect(upstream.arrivals.allSatisfy { $0.line == "HEAD /v1/a HTTP/1.1" })
        gateway.stop()
    }

    @Test func `in chunks arrives with a length, without extensions and trailers`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let client = try gateway.connect()
        client.send(gateway.request("POST", "/up/v1/a", ["Transfer-Encoding: chunked", "Trailer: X-T"]))
        client.send("3;ext=CANARY\r\nabc\r\n4\r\ndefg\r\n0\r\nX-T: CANARY\r\nAuthorization: CANARY\r\n\r\n")
        #expect(try client.answer().status == 200)
        let arrival = try #require(upstream.arrivals.first)
        #expect(arrival.text == "abcdefg")
        #expect(arrival["content-length"] == "7")
        #expect(arrival.all("authorization") == ["Bearer \(LiveGateway.secret)"])
        #expect(arrival["x-t"] == nil)
        gateway.stop()
    }

    @Test func `that pipelines is answered in order`() throws {
        let latch = Latch()
        let upstream = try RawUpstream { connection, _ in
            while let request = connection.request() {
                let line = Arrival(request).line
                if line.contains("slow") { latch.wait() } else { latch.open() }
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(line.utf8.count)\r\n\r\n\(line)")
            }
        }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let client = try gateway.connect()
        client.send(gateway.request("POST", "/up/v1/slow", body: "a=1") + gateway.request("GET", "/up/v1/fast"))
        latch.open()
        #expect(try client.answer().text == "POST /v1/slow HTTP/1.1")
        #expect(try client.answer().text == "GET /v1/fast HTTP/1.1")
        gateway.stop()
    }

    // MARK: Expect: 100-continue

    @Test func `that expects to continue and is refused gets no 100, and its body is not read`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)], settings: "timeouts: {early_drain: 500ms}")
        let client = try gateway.connect()
        client.send(gateway.request("POST", "/up/v2/a", ["Expect: 100-continue", "Content-Length: 1000000"]))
        let answer = try client.answer()
        #expect(answer.status == 403)
        #expect(answer.interim.isEmpty)
        #expect(client.readToEnd().isEmpty)
        #expect(client.last == .ended)
        #expect(gateway.metric("continues_total") == 0)
        #expect(upstream.requests.isEmpty)
        gateway.stop()
    }

    @Test func `that expects to continue and is accepted gets a 100, then its answer`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let client = try gateway.connect()
        client.send(gateway.request("POST", "/up/v1/a", ["Expect: 100-continue", "Content-Length: 5"]))
        #expect(client.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        client.send("hello")
        #expect(try client.answer().status == 200)
        #expect(upstream.arrivals.first?.text == "hello")
        #expect(upstream.arrivals.first?["expect"] == nil)
        gateway.stop()
    }

    // MARK: large bodies

    @Test func `larger than what is read whole streams, in a bounded memory`() throws {
        let first = Latch()
        let size = 8 * 1024 * 1024
        let upstream = try RawUpstream { connection, _ in
            let head = connection.receive(through: "\r\n\r\n")
            first.open()
            var count = head.count - (head.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound ?? 0)
            while count < size, let more = connection.receive() { count += more.count }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(String(count).utf8.count)\r\n\r\n\(count)")
        }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let client = try gateway.connect()
        client.send(gateway.request("POST", "/up/v1/a", ["Content-Length: \(size)"]))
        let piece = [UInt8](repeating: 0x61, count: size / 8)
        // It is on its way before the client has sent all of it.
        for _ in 0..<7 { client.send(piece) }
        #expect(first.wait())
        client.send(piece)
        let answer = try client.answer()
        #expect(answer.status == 200)
        #expect(answer.text == String(size))
        gateway.expectBoundedMemory()
        gateway.stop()
    }

    @Test func `larger than what is read whole and in chunks streams too`() throws {
        let upstream = try RawUpstream { connection, _ in
            let all = connection.receive(through: "0\r\n\r\n")
            let text = "\(all.count)"
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
        }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let client = try gateway.connect()
        client.send(gateway.request("POST", "/up/v1/a", ["Transfer-Encoding: chunked"]))
        let chunk = "10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n"
        for _ in 0..<32 { client.send(chunk) }
        client.send("0\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.status == 200)
        // More than the body: it arrived in chunks, whose sizes the gateway chose.
        #expect((Int(answer.text) ?? 0) > 32 * 0x10000)
        gateway.stop()
    }

    @Test func `may be answered while its body is still arriving`() throws {
        let upstream = try RawUpstream { connection, _ in
            _ = connection.receive(through: "\r\n\r\n")
            connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\nConnection: close\r\n\r\nlarge")
            connection.waitForEnd()
        }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)], settings: "timeouts: {early_drain: 500ms}")
        let client = try gateway.connect()
        client.send(gateway.request("POST", "/up/v1/a", ["Content-Length: 4000000"]))
        client.send([UInt8](repeating: 0x61, count: 100_000))
        let answer = try client.answer()
        #expect(answer.status == 413)
        #expect(answer.text == "large")
        gateway.stop()
    }
}
