import CurlUpstream
import Enforcement
import Glibc
import HTTPCore
import Routing
import TestKit
import Testing
import Vocabulary

@Suite struct `A call that surely was not sent` {
    private func failure(_ target: Target, settings: CurlUpstreamSettings = CurlUpstreamSettings()) async throws -> Answer {
        try await onLoop(settings) { curl, _ in await curl.answer(call(target.route(), .post, body: .bytes([1]))) }
    }

    @Test func `says so where the port refuses`() async throws {
        let upstream = try RawUpstream { _, _ in }
        upstream.close()
        let answer = try await failure(Target(port: upstream.port))
        #expect(answer.kind == .connectFailed)
        #expect(answer.certainty == .notSent)
    }

    @Test func `says so where the name does not resolve`() async throws {
        let answer = try await failure(Target(host: "no-such-host.invalid", port: 80))
        #expect(answer.kind == .nameNotResolved)
        #expect(answer.certainty == .notSent)
    }

    @Test func `says so where TLS meets a plain port`() async throws {
        let upstream = try RawUpstream { connection, _ in
            _ = connection.receive()
            connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
        }
        defer { upstream.close() }
        let answer = try await failure(Target(port: upstream.port, isSecure: true))
        #expect(answer.kind == .tlsFailed)
        #expect(answer.certainty == .notSent)
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `says so where the network is not allowed, and no connection is made`(host: String) async throws {
        let upstream = try RawUpstream { connection, _ in connection.waitForEnd() }
        defer { upstream.close() }
        let answer = try await failure(Target(host: host, port: upstream.port, networks: Networks()))
        #expect(answer.kind == .networkRefused)
        #expect(answer.certainty == .notSent)
        #expect(upstream.accepted == 0)
    }

    @Test(arguments: [Address(v4: 0x7f00_0001), Address(v4: 0), Address(high: 0, low: 0)])
    func `says so where the upstream is this gateway's own listener`(address: Address) async throws {
        let upstream = try RawUpstream { connection, _ in connection.waitForEnd() }
        defer { upstream.close() }
        var settings = CurlUpstreamSettings()
        settings.ownListeners = [OwnListener(address: address, port: upstream.port)]
        let answer = try await failure(Target(port: upstream.port), settings: settings)
        #expect(answer.kind == .networkRefused)
        #expect(upstream.accepted == 0)
    }

    @Test func `says so where the call was withdrawn at the last moment`() async throws {
        let upstream = try RawUpstream { connection, _ in connection.request() }
        defer { upstream.close() }
        let target = Target(port: upstream.port)
        let answer = try await onLoop { curl, _ in await curl.answer(call(target.route(), .post, mayStillSend: { false })) }
        #expect(answer.kind == .clientGone)
        #expect(answer.certainty == .notSent)
        #expect(upstream.requests.isEmpty)
    }

    @Test func `says so beyond the bound of calls under way`() async throws {
        let upstream = try RawUpstream { connection, _ in
            connection.request()
            connection.waitForEnd()
        }
        defer { upstream.close() }
        var settings = CurlUpstreamSettings()
        settings.transfersMax = 0
        let answer = try await failure(Target(port: upstream.port), settings: settings)
        #expect(answer.kind == .overloaded)
        #expect(answer.certainty == .notSent)
    }

    @Test func `says so where a connection would take a descriptor that is kept for others`() async throws {
        let upstream = try RawUpstream { connection, _ in connection.request() }
        defer { upstream.close() }
        var settings = CurlUpstreamSettings()
        settings.descriptorsMax = 3
        let answer = try await failure(Target(port: upstream.port), settings: settings)
        #expect(answer.kind == .overloaded)
        #expect(answer.certainty == .notSent)
        #expect(upstream.requests.isEmpty)
    }

    @Test(
        arguments: [
            ("/a b", "x", "y"), ("/a\r\nX: 1", "x", "y"), ("a", "x", "y"), ("", "x", "y"), ("/\u{e9}", "x", "y"), ("/", "x y", "y"),
            ("/", "x", "y\r\nz: 1"), ("/", "x", "y\nz"), ("/", "x", "y\u{0}"), ("/", "", "y"), ("/", "host", "y"),
            ("/", "content-length", "0"), ("/", "transfer-encoding", "chunked"), ("/", "connection", "x"), ("/", "authorization", "mine"),
        ])
    func `says so where an octet or a field may not go out`(target: String, name: String, value: String) async throws {
        let upstream = try RawUpstream { connection, _ in connection.request() }
        defer { upstream.close() }
        let place = Target(
            port: upstream.port, credential: Credential(header: Array("authorization".utf8), value: Secret(Array("s3cr3t".utf8))))
        let answer = try await onLoop { curl, _ in await curl.answer(call(place.route(), .get, target, fields: [(name, value)])) }
        #expect(answer.certainty == .notSent)
        #expect(answer.kind == .requestBodyFailed)
        #expect(answer.failure?.detail.contains("s3cr3t") == false)
        #expect(upstream.accepted == 0)
    }

    @Test func `says so after shutdown`() async throws {
        let target = Target(port: 9)
        let answer = try await onLoop { curl, _ in
            curl.shutdown()
            return await curl.answer(call(target.route()))
        }
        #expect(answer.kind == .shuttingDown)
        #expect(answer.certainty == .notSent)
    }

    @Test func `never goes to a proxy of the environment`() async throws {
        setenv("http_proxy", "http://127.0.0.1:1", 1)
        setenv("ALL_PROXY", "http://127.0.0.1:1", 1)
        let upstream = try RawUpstream { connection, _ in
            while connection.request() != nil { connection.send(okAnswer) }
        }
        defer { upstream.close() }
        let answer = try await failure(Target(port: upstream.port))
        #expect(answer.text == "ok")
    }
}
