import Cryptography
import TestKit
import Testing

/// What provably never reached the upstream may be repeated, and is said so.
@Suite(.live) struct `An upstream that cannot be reached` {
    private func expectNotSent(_ route: RouteText, kind: String, folder: Folder = Folder()) throws {
        let gateway = try LiveGateway([route], folder: folder)
        for method in ["POST", "GET", "POST"] {
            let answer = try gateway.call(method, "/up/v1/thing", body: method == "POST" ? "a=1" : "")
            #expect(answer.status == 502)
            #expect(answer.member("code") == "upstream_unreachable")
            #expect(answer.isRetryable)
            #expect(answer["x-should-retry"] == nil)
        }
        // The second write was tried like the first: nothing was sent, so nothing is in doubt.
        #expect(gateway.metric("upstream_failures_total{kind=\"\(kind)\"}") == 3)
        gateway.expectBoundedMemory()
        gateway.stop()
    }

    @Test func `a refused port`() throws {
        let refused = RefusedPort()
        try expectNotSent(RouteText(port: refused.port), kind: "connect_failed")
    }

    @Test func `a name that does not resolve`() throws {
        var route = RouteText(port: 443)
        route.scheme = "https"
        route.host = "no-such-host.invalid"
        let gateway = try LiveGateway([route])
        let answer = try gateway.call("POST", "/up/v1/thing", body: "a=1")
        #expect(answer.status == 502)
        #expect(answer.member("code") == "upstream_unreachable")
        #expect(answer.isRetryable)
        gateway.stop()
    }

    @Test func `an address that the route's networks do not allow`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        var route = RouteText(port: upstream.port)
        route.networks = "[public]"
        try expectNotSent(route, kind: "network_refused")
        #expect(upstream.requests.isEmpty)
    }

    @Test func `TLS towards a port that speaks none`() throws {
        let upstream = try RawUpstream { connection, _ in
            _ = connection.receive()
            connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        }
        defer { upstream.close() }
        var route = RouteText(port: upstream.port)
        route.scheme = "https"
        try expectNotSent(route, kind: "tls_failed")
    }

    @Test func `a certificate that the route does not trust`() throws {
        let folder = Folder()
        folder.makeCertificate("server")
        let upstream = try TLSUpstream(folder, certificate: "server")
        var route = RouteText(port: upstream.port)
        route.scheme = "https"
        try expectNotSent(route, kind: "tls_failed", folder: folder)
        #expect(upstream.arrivals == 0)
    }

    @Test func `a certificate that the route trusts by its own file`() throws {
        let folder = Folder()
        folder.makeCertificate("server")
        let upstream = try TLSUpstream(folder, certificate: "server")
        var route = RouteText(port: upstream.port)
        route.scheme = "https"
        route.extra = ["tls: {ca: ../server.pem}"]
        let gateway = try LiveGateway([route], folder: folder)
        let answer = try gateway.call("POST", "/up/v1/thing", body: "a=1")
        #expect(answer.status == 200)
        #expect(answer.text == "over TLS")
        #expect(upstream.arrivals == 1)
        gateway.stop()
    }

    @Test func `a write whose client went before anything was sent is not sent`() throws {
        let folder = Folder()
        folder.makeCertificate("server")
        let upstream = try TLSUpstream(folder, certificate: "server")
        let (hasClient, isGone) = (Latch(), Latch())
        // The handshake begins while the client is there and ends when it has gone.
        let port = upstream.port
        let relay = try RawUpstream { connection, _ in
            guard let hello = connection.receive() else { return }
            hasClient.open()
            isGone.wait()
            Relay.run(connection, first: hello, to: port)
        }
        defer { relay.close() }
        var route = RouteText(port: relay.port)
        route.scheme = "https"
        route.timeouts = "{connect: 30s, first_byte: 20s, idle: 20s}"
        route.extra = ["tls: {ca: ../server.pem}"]
        let gateway = try LiveGateway([route], folder: folder)
        let client = try gateway.connect()
        client.send(gateway.request("POST", "/up/v1/thing", body: "a=1"))
        #expect(hasClient.wait())
        client.close()
        #expect(eventually { gateway.metric("clients_gone_total") == 1 })
        isGone.open()
        #expect(eventually { gateway.metric("upstream_failures_total{kind=\"client_gone\"}") == 1 })
        #expect(upstream.arrivals == 0)
        // Nothing is in doubt: the same write goes out now.
        #expect(try gateway.call("POST", "/up/v1/thing", body: "a=1").status == 200)
        #expect(upstream.arrivals == 1)
        gateway.stop()
    }
}
