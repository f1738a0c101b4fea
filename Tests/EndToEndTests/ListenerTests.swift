import Telemetry
import TestKit
import Testing

/// The two listeners: what each answers of itself, and to whom.
@Suite(.live) struct `The listeners` {
    @Test func `both answer for their health, without a credential`() throws {
        let gateway = try LiveGateway([])
        for path in ["/-/healthz", "/-/readyz"] {
            #expect(try gateway.call("GET", path, key: nil).status == 200)
            #expect(try gateway.admin(path).status == 200)
            let head = try gateway.call("HEAD", path, key: nil)
            #expect(head.status == 200)
        }
        #expect(try gateway.call("GET", "/-/else", key: nil).status == 404)
        #expect(try gateway.call("POST", "/-/readyz", key: nil).status == 404)
        gateway.stop()
    }

    @Test func `only the operators' has metrics, with every counter and gauge`() throws {
        let gateway = try LiveGateway([])
        let text = try gateway.admin("/metrics").text
        for name in Counter.allCases.map(\.rawValue) + Gauge.allCases.map(\.rawValue) + ["unsettled_calls", "kept_answer_bytes"] {
            #expect(text.contains("\nboomgate_\(name) "), "\(name)")
            #expect(text.contains("# TYPE boomgate_\(name.prefix { $0 != "{" }) "), "\(name)")
        }
        #expect(try gateway.call("GET", "/metrics").status == 403)
        #expect(try gateway.admin("/up/v1/a").status == 404)
        gateway.stop()
    }

    @Test func `neither can be reached by a page under another name`() throws {
        let gateway = try LiveGateway([])
        let client = try RawClient(gateway.adminPort)
        client.send("GET /metrics HTTP/1.1\r\nHost: rebound.test\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.status == 421)
        #expect(answer.text.contains("listeners.admin.names"))
        gateway.stop()
    }

    @Test func `the agents' knows a sidecar by its address, where it shows no credential`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let agents = LiveGateway.agents + "  - {id: sidecar, role: r, environments: [prod], addresses: [127.0.0.1/32]}\n"
        let gateway = try LiveGateway([RouteText(port: upstream.port)], agents: agents)
        #expect(gateway.log.contains("sidecar"), "named loudly at start")
        #expect(try gateway.call("GET", "/up/v1/a", key: nil).status == 200)
        #expect(try gateway.call("GET", "/up/v1/a", key: "bg_sidecar_0000000000000000000000000000000000000000000").status == 401)
        #expect(upstream.requests.count == 1)
        gateway.stop()
    }

    @Test func `the agents' bounds the connections of one agent`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)], settings: "bounds: {connections_per_agent: 2}")
        let kept = try (0..<2).map { _ in
            let client = try gateway.connect()
            client.send(gateway.request("GET", "/up/v1/a"))
            #expect(try client.answer().status == 200)
            return client
        }
        let third = try gateway.call("GET", "/up/v1/a")
        #expect(third.status == 429)
        #expect(third.member("code") == "too_many_connections")
        #expect(gateway.metric("connections_refused_total{cap=\"agent\"}") == 1)
        kept[0].close()
        // Room again once the listener has seen the close.
        #expect(eventually { (try? gateway.call("GET", "/up/v1/a"))?.status == 200 })
        gateway.stop()
    }

    // MARK: TLS

    /// One request over TLS, with the openssl command as client.
    private func ask(_ gateway: LiveGateway, _ options: String = "", key: String? = LiveGateway.key) -> String {
        gateway.folder.write(gateway.request("GET", "/up/v1/a", ["Connection: close"], key: key), to: "request")
        return gateway.folder.shell(
            "timeout 20 openssl s_client -connect 127.0.0.1:\(gateway.port) -servername localhost -CAfile server.pem -ign_eof -quiet "
                + "-verify_return_error \(options) < request")
    }

    private static let tls = "tls: {certificates: [{certificate: server.pem, key: server.key}]}"

    @Test func `the agents' speaks TLS where it has a certificate, and nothing else`() throws {
        let upstream = try RawUpstream.answering(
            "HTTP/1.1 302 Found\r\nLocation: /v1/next\r\nContent-Length: 2\r\n\r\nok")
        defer { upstream.close() }
        let folder = Folder()
        folder.makeCertificate("server")
        let gateway = try LiveGateway([RouteText(port: upstream.port)], listener: `The listeners`.tls, folder: folder)
        for version in ["-tls1_2", "-tls1_3"] {
            let answer = ask(gateway, version)
            #expect(answer.contains("HTTP/1.1 302"), "\(answer)")
            #expect(answer.contains("\r\n\r\nok"))
        }
        #expect(!ask(gateway, "-tls1_1").contains("HTTP/1.1"))
        let plain = try gateway.connect()
        plain.send(gateway.request("GET", "/up/v1/a"))
        #expect(!plain.readToEnd().contains("HTTP/1.1 302"))
        #expect(upstream.requests.count == 2)
        gateway.stop()
    }

    @Test func `the agents' knows an agent by its client certificate, and no stranger's`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let folder = Folder()
        folder.makeCertificate("server")
        folder.makeClientCertificate("client")
        folder.makeCertificate("stranger")
        let digest = folder.shell("openssl x509 -in client.pem -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -r")
        let agents = LiveGateway.agents + "  - {id: robot, role: r, environments: [prod], certificates: [\(digest.prefix(64))]}\n"
        let listener = "tls: {certificates: [{certificate: server.pem, key: server.key}], client_ca: authority.pem}"
        let gateway = try LiveGateway([RouteText(port: upstream.port)], listener: listener, agents: agents, folder: folder)
        #expect(ask(gateway, "-cert client.pem -key client.key", key: nil).contains("HTTP/1.1 200"))
        #expect(ask(gateway, key: nil).contains("HTTP/1.1 401"))
        #expect(ask(gateway).contains("HTTP/1.1 200"))
        // Two credentials of two agents are no credential.
        #expect(ask(gateway, "-cert client.pem -key client.key").contains("HTTP/1.1 401"))
        #expect(!ask(gateway, "-cert stranger.pem -key stranger.key", key: nil).contains("HTTP/1.1 200"))
        #expect(upstream.requests.count == 2)
        gateway.stop()
    }
}
