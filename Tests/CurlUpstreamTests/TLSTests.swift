import CurlUpstream
import Enforcement
import EventLoop
import HTTPCore
import Routing
import Testing
import Vocabulary

/// Needs nginx and openssl; skipped by this name where the machine has neither.
@Suite(.enabled(if: Nginx.isInstalled, "nginx and openssl are not installed")) struct `An upstream behind TLS` {
    private func target(_ nginx: Nginx, _ port: UInt16, host: String = "localhost", trusts: Bool = true, client: Bool = false) -> Target {
        var target = Target(host: host, port: port, isSecure: true)
        if trusts { target.tls.caFile = nginx.authority }
        if client {
            target.tls.certificateFile = nginx.clientCertificate
            target.tls.keyFile = nginx.clientKey
        }
        target.credential = Credential(header: Array("authorization".utf8), value: Secret(Array("s3cr3t".utf8)))
        return target
    }

    private var settings: CurlUpstreamSettings {
        var settings = CurlUpstreamSettings()
        settings.offersHTTP2 = true
        return settings
    }

    private func answers(_ target: Target, _ paths: [String], _ method: Method = .get) async throws -> [Answer] {
        try await onLoop(settings) { curl, _ in
            let route = target.route()
            var answers: [Answer] = []
            for path in paths { answers.append(await curl.answer(call(route, method, path))) }
            return answers
        }
    }

    @Test func `gets the exact target over HTTP/2 and over HTTP/1.1`() async throws {
        let nginx = try Nginx()
        defer { nginx.stop() }
        let paths = ["/a/../b?c=%2e&d=//", "//x;y", "/%7Etilde?"]
        for (port, version) in [(nginx.h2, "HTTP/2.0"), (nginx.h1, "HTTP/1.1")] {
            let answers = try await answers(target(nginx, port), paths)
            #expect(answers.map(\.text) == paths.map { "\(version) GET \($0) localhost:\(port) s3cr3t " })
        }
    }

    @Test func `is spoken to in HTTP/1.1 unless the settings offer more`() async throws {
        let nginx = try Nginx()
        defer { nginx.stop() }
        let place = target(nginx, nginx.h2)
        let answer = try await onLoop { curl, _ in await curl.answer(call(place.route())) }
        #expect(answer.text.hasPrefix("HTTP/1.1 GET / "))
    }

    @Test func `is refused where its certificate is untrusted, expired or for another name`() async throws {
        let nginx = try Nginx()
        defer { nginx.stop() }
        let cases = [target(nginx, nginx.h2, trusts: false), target(nginx, nginx.expired), target(nginx, nginx.h1, host: "127.0.0.1")]
        for target in cases {
            let answer = try await answers(target, ["/"], .post)[0]
            #expect(answer.kind == .tlsFailed)
            #expect(answer.certainty == .notSent)
        }
    }

    @Test func `gets a client certificate only from a route that has one`() async throws {
        let nginx = try Nginx()
        defer { nginx.stop() }
        #expect(try await answers(target(nginx, nginx.mutual, client: true), ["/"])[0].status == 200)
        #expect(try await answers(target(nginx, nginx.mutual), ["/"])[0].status == 400)
    }

    @Test func `cannot be called where the client certificate is missing from disk`() async throws {
        let nginx = try Nginx()
        defer { nginx.stop() }
        var place = target(nginx, nginx.mutual, client: true)
        place.tls.certificateFile = nginx.folder + "/nowhere.pem"
        let answer = try await answers(place, ["/"])[0]
        #expect(answer.kind == .tlsFailed)
        #expect(answer.certainty == .notSent)
    }

    @Test func `takes large and streamed bodies over HTTP/1.1, small ones over HTTP/2`() async throws {
        let nginx = try Nginx()
        defer { nginx.stop() }
        let place = target(nginx, nginx.h2)
        let answers = try await onLoop(settings) { curl, _ in
            let route = place.route()
            return [
                await curl.answer(call(route, .post, "/", body: .bytes([UInt8](repeating: 0x61, count: 300_000)))),
                await curl.answer(call(route, .put, "/", body: .stream(length: 8 << 20, Pieces(count: 128, size: 65536)))),
                await curl.answer(call(route, .put, "/", body: .stream(length: nil, Pieces(count: 128, size: 65536)))),
                await curl.answer(call(route, .post, "/", body: .bytes([UInt8](repeating: 0x61, count: 16384)))),
                await curl.answer(call(route, .post, "/")), await curl.answer(call(route, .head, "/")),
                await curl.answer(call(route, .delete, "/none")),
            ]
        }
        let tail = "localhost:\(nginx.h2) s3cr3t"
        #expect(answers.map(\.failure) == [nil, nil, nil, nil, nil, nil, nil])
        #expect(
            answers.map { $0.text.hasPrefix("HTTP/1.1 PUT / \(tail) ") && !$0.text.hasSuffix("8388608") ? "chunked" : $0.text } == [
                "HTTP/1.1 POST / \(tail) 300000", "HTTP/1.1 PUT / \(tail) 8388608", "chunked", "HTTP/2.0 POST / \(tail) 16384",
                "HTTP/2.0 POST / \(tail) 0", "", "",
            ])
    }

    @Test func `over HTTP/2 carries many calls on few connections, and each arrives once`() async throws {
        let nginx = try Nginx()
        defer { nginx.stop() }
        let place = target(nginx, nginx.h2)
        let (texts, prevented) = try await onLoop(settings) { curl, loop in
            let route = place.route()
            _ = await curl.answer(call(route))
            let box = LoopBoxes(curl, route, loop)
            let texts = await withTaskGroup(of: String.self) { group in
                for number in 0..<64 { group.addTask { await box.answer("/\(number)") } }
                return await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            return (texts, curl.counts.preventedResends)
        }
        #expect(texts == Set((0..<64).map { "HTTP/2.0 GET /\($0) localhost:\(nginx.h2) s3cr3t " }))
        #expect(prevented == 0)
    }

    @Test func `waits over HTTP/2 and HTTP/1.1 while nobody reads, and its big body arrives whole`() async throws {
        let nginx = try Nginx()
        defer { nginx.stop() }
        for port in [nginx.h2, nginx.h1] {
            let place = target(nginx, port)
            let (sizes, failure) = try await onLoop(settings) { curl, loop in
                var sizes: [Int] = []
                do {
                    let exchange = try await curl.forward(call(place.route(), .get, "/big"))
                    // A small call on the same loop gives the upstream time to send more than the bound.
                    for _ in 0..<5 { _ = await curl.answer(call(place.route())) }
                    while true {
                        let piece = try await exchange.read()
                        sizes.append(piece.bytes.count)
                        if piece.isLast { return (sizes, nil as UpstreamFailure?) }
                    }
                } catch { return (sizes, error as? UpstreamFailure) }
            }
            #expect(failure == nil)
            #expect(sizes.reduce(0, +) == 16 << 20)
            #expect((sizes.max() ?? 0) <= CurlUpstreamSettings().unreadBytesMax)
        }
    }

    @Test func `that closes without an answer leaves the outcome unknown`() async throws {
        let nginx = try Nginx()
        defer { nginx.stop() }
        for port in [nginx.h2, nginx.h1] {
            let all = try await answers(target(nginx, port), ["/", "/gone"], .post)
            #expect(all[0].status == 200)
            #expect(all[1].certainty == .unknown)
            #expect(all[1].failure?.detail.contains("s3cr3t") == false)
        }
    }
}
