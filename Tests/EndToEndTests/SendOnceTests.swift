import Glibc
import Synchronization
import TestKit
import Testing

/// No request is ever sent twice by us, and no client's repeat of a doubtful write reaches the upstream.
@Suite(.live) struct `Nothing is sent twice` {
    /// `BOOMGATE_TRIES=1000 swift test --filter EndToEndTests` runs the long form.
    private static let tries = getenv("BOOMGATE_TRIES").flatMap { Int(String(cString: $0)) } ?? 100

    @Test(arguments: ["POST", "DELETE"])
    func `a call on a reused connection that dies arrives exactly once`(method: String) throws {
        // Answers once on each connection; on its reuse reads the request, then closes.
        let upstream = try RawUpstream { connection, _ in
            guard connection.request() != nil, connection.send(okAnswer) else { return }
            connection.request()
        }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)], settings: "threads: 1\nbounds: {unsettled_per_agent: 100000}")
        let client = try gateway.connect()
        let tries = `Nothing is sent twice`.tries
        for number in 0..<tries {
            client.send(gateway.request("GET", "/up/v1/warm"))
            #expect(try client.answer().status == 200)
            client.send(gateway.request(method, "/up/v1/pay/\(number)", body: method == "POST" ? "pay=\(number)" : ""))
            let answer = try client.answer()
            #expect(answer.status == 424)
            #expect(answer.member("code") == "outcome_unknown")
        }
        let arrived = upstream.arrivals.map(\.line).filter { $0.hasPrefix(method + " ") }
        #expect(arrived.count == tries)
        #expect(Set(arrived).count == tries)
        #expect(upstream.accepted == tries, "the connection was reused each time")
        #expect(gateway.metric("forwarded_total") == 2 * tries)
        // libcurl wanted to send again: five times of six, since it gives up by itself after five in a row on one handle.
        #expect((tries / 2...tries).contains(gateway.metric("upstream_resends_prevented_total") ?? 0))
        gateway.expectBoundedMemory()
        gateway.stop()
    }

    @Test func `a read on a reused connection that dies is not sent again either`() throws {
        let upstream = try RawUpstream { connection, _ in
            guard connection.request() != nil, connection.send(okAnswer) else { return }
            connection.request()
        }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)], settings: "threads: 1")
        let client = try gateway.connect()
        client.send(gateway.request("GET", "/up/v1/warm"))
        #expect(try client.answer().status == 200)
        client.send(gateway.request("GET", "/up/v1/once"))
        #expect(try client.answer().status == 502)
        #expect(upstream.arrivals.filter { $0.line.contains("/v1/once") }.count == 1)
        gateway.stop()
    }

    @Test func `a write that met 424 is not forwarded again, another one is`() throws {
        let upstream = try RawUpstream.acting { $0.waitForEnd() }
        defer { upstream.close() }
        var route = RouteText(port: upstream.port)
        route.timeouts = "{connect: 5s, first_byte: 300ms, idle: 300ms}"
        let gateway = try LiveGateway([route])
        for _ in 0..<3 { #expect(try gateway.call("POST", "/up/v1/pay", body: "pay=5").status == 424) }
        #expect(upstream.requests.count == 1)
        #expect(gateway.metric("requests_refused_total{cause=\"unknown_memory\"}") == 2)
        #expect(try gateway.call("POST", "/up/v1/pay", body: "pay=6").status == 424)
        #expect(upstream.requests.count == 2)
        gateway.stop()
    }

    /// Holds each request until the latch opens.
    private func holding(_ latch: Latch) throws -> RawUpstream {
        try RawUpstream.acting { connection in
            latch.wait()
            connection.send("HTTP/1.1 201 Created\r\nContent-Length: 4\r\nX-Made: 1\r\n\r\nmade")
        }
    }

    @Test func `a repeat of a write whose client went joins it, and gets its answer`() throws {
        let latch = Latch()
        let upstream = try holding(latch)
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let first = try gateway.connect()
        first.send(gateway.request("POST", "/up/v1/pay", body: "pay=5"))
        #expect(eventually { upstream.requests.count == 1 })
        first.close()
        #expect(eventually { gateway.metric("orphans_drained_total") == 1 })
        // Several, so that some meet it on the loop where it is on its way and some on another.
        let others = try (0..<4).map { _ in try gateway.connect() }
        for other in others { other.send(gateway.request("POST", "/up/v1/pay", body: "pay=5")) }
        #expect(eventually { gateway.metric("joins_total") == 4 })
        latch.open()
        for other in others {
            let answer = try other.answer()
            #expect(answer.status == 201)
            #expect(answer.text == "made")
            #expect(answer["x-made"] == "1")
        }
        // Kept for a while after its end.
        #expect(try gateway.call("POST", "/up/v1/pay", body: "pay=5").text == "made")
        #expect(upstream.requests.count == 1)
        gateway.stop()
    }

    @Test func `a repeat that joined a write which then hangs is told the same`() throws {
        let upstream = try RawUpstream.acting { $0.waitForEnd() }
        defer { upstream.close() }
        var route = RouteText(port: upstream.port)
        route.timeouts = "{connect: 5s, first_byte: 3s, idle: 3s}"
        let gateway = try LiveGateway([route])
        let first = try gateway.connect()
        first.send(gateway.request("POST", "/up/v1/pay", body: "pay=5"))
        #expect(eventually { upstream.requests.count == 1 })
        first.close()
        #expect(eventually { gateway.metric("orphans_drained_total") == 1 })
        #expect(try gateway.call("POST", "/up/v1/pay", body: "pay=5").status == 424)
        #expect(upstream.requests.count == 1)
        gateway.stop()
    }

    @Test func `a repeat that joined a write whose answer may not pass is told why`() throws {
        let latch = Latch()
        let upstream = try RawUpstream.acting { connection in
            latch.wait()
            connection.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
        }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let first = try gateway.connect()
        first.send(gateway.request("POST", "/up/v1/pay", body: "pay=5"))
        #expect(eventually { upstream.requests.count == 1 })
        first.close()
        #expect(eventually { gateway.metric("orphans_drained_total") == 1 })
        let second = try gateway.connect()
        second.send(gateway.request("POST", "/up/v1/pay", body: "pay=5"))
        #expect(eventually { gateway.metric("joins_total") == 1 })
        latch.open()
        let answer = try second.answer()
        #expect(answer.status == 424)
        #expect(answer.member("code") == "upstream_credential")
        #expect(answer["boomgate-run"] != nil)
        #expect(upstream.requests.count == 1)
        gateway.stop()
    }

    @Test func `two identical calls of clients that are both there are two calls`() throws {
        let latch = Latch()
        let upstream = try holding(latch)
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let clients = try (0..<2).map { _ in try gateway.connect() }
        for client in clients { client.send(gateway.request("POST", "/up/v1/pay", body: "pay=5")) }
        #expect(eventually { upstream.requests.count == 2 })
        latch.open()
        for client in clients { #expect(try client.answer().status == 201) }
        gateway.stop()
    }

    @Test func `a read whose client went is dropped, not drained`() throws {
        let ended = Latch()
        let upstream = try RawUpstream.acting { connection in
            connection.waitForEnd()
            ended.open()
        }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let client = try gateway.connect()
        client.send(gateway.request("GET", "/up/v1/slow"))
        #expect(eventually { upstream.requests.count == 1 })
        client.close()
        #expect(ended.wait(seconds: 15))
        #expect(gateway.metric("orphans_drained_total") == 0)
        gateway.stop()
    }
}
