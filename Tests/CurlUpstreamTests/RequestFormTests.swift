import CurlUpstream
import Enforcement
import HTTPCore
import Routing
import TestKit
import Testing
import Vocabulary

@Suite struct `A request on the wire` {
    private func wire(
        _ method: Method, _ target: String = "/", fields: [(String, String)] = [], body: [UInt8]? = nil, credential: Credential? = nil
    ) async throws -> String {
        let upstream = try RawUpstream { connection, _ in
            while connection.request() != nil { connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        }
        defer { upstream.close() }
        let place = Target(port: upstream.port, credential: credential)
        let answer = try await onLoop { curl, _ in
            await curl.answer(call(place.route(), method, target, fields: fields, body: body.map { .bytes($0) } ?? .none))
        }
        #expect(answer.failure == nil)
        return String(decoding: upstream.requests.first ?? [], as: UTF8.self)
            .split(separator: "\r\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("Host: 127.0.0.1:") }.joined(separator: "|")
    }

    @Test(arguments: [Method.get, .delete, .options, .other(Array("PROPFIND".utf8)), .head])
    func `has no framing without a body`(method: Method) async throws {
        let text = String(decoding: method.token, as: UTF8.self)
        #expect(try await wire(method) == "\(text) / HTTP/1.1||")
    }

    @Test(arguments: [Method.post, .put, .patch])
    func `says that its body is empty where a body is expected`(method: Method) async throws {
        let text = String(decoding: method.token, as: UTF8.self)
        #expect(try await wire(method) == "\(text) / HTTP/1.1|Content-Length: 0||")
    }

    @Test(arguments: [Method.get, .delete, .post, .put])
    func `carries the body it was given`(method: Method) async throws {
        let text = String(decoding: method.token, as: UTF8.self)
        #expect(try await wire(method, body: Array("{}".utf8)) == "\(text) / HTTP/1.1|Content-Length: 2||{}")
    }

    @Test func `keeps the target's bytes`() async throws {
        for target in ["/a/../admin", "/%2e%2E/x", "//b;c?d=%zz&e=[]{}|\\^`'\"<>", "/a#frag?x", "/a?b?c=//d"] {
            #expect(try await wire(.get, target) == "GET \(target) HTTP/1.1||")
        }
    }

    @Test func `has the fields in order, empty ones too, and the credential last`() async throws {
        let fields = [
            ("accept", "a/b"), ("x-empty", ""), ("x-blank", "  "), ("content-type", "c/d"), ("x-semicolon", "v;"), ("x-two", "1"),
            ("x-two", "2"),
        ]
        let credential = Credential(header: Array("authorization".utf8), value: Secret(Array("Bearer s3cr3t".utf8)))
        let text = try await wire(.get, fields: fields, credential: credential)
        #expect(
            text
                == "GET / HTTP/1.1|accept: a/b|x-empty:|x-blank:|content-type: c/d|x-semicolon: v;|x-two: 1|x-two: 2|authorization: Bearer s3cr3t||"
        )
    }

    @Test func `of one megabyte arrives whole and asks for no permission`() async throws {
        let body = [UInt8](repeating: 0x61, count: 3 << 20)
        let text = try await wire(.post, body: body)
        #expect(text.hasPrefix("POST / HTTP/1.1|Content-Length: 3145728||aaa"))
        #expect(text.utf8.count == "POST / HTTP/1.1|Content-Length: 3145728||".utf8.count + body.count)
    }

    @Test func `leaves nothing of one call in the next on the same handle`() async throws {
        let upstream = try RawUpstream { connection, _ in
            while connection.request() != nil { connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        }
        defer { upstream.close() }
        let place = Target(port: upstream.port)
        _ = try await onLoop { curl, _ in
            let route = place.route()
            let source = Pieces(count: 1, size: 3)
            _ = await curl.answer(call(route, .put, "/1", fields: [("x-a", "1")], body: .stream(length: 3, source)))
            _ = await curl.answer(call(route, .post, "/2", fields: [("x-b", "1")], body: .bytes([0x62])))
            _ = await curl.answer(call(route, .head, "/3"))
            _ = await curl.answer(call(route, .get, "/4"))
            _ = await curl.answer(call(route, .post, "/5"))
            return await curl.answer(call(route, .put, "/6", body: .stream(length: 0, source)))
        }
        let seen = upstream.requests.map { request in
            String(decoding: request, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix("Host: ") }.joined(separator: "|")
        }
        #expect(
            seen == [
                "PUT /1 HTTP/1.1|x-a: 1|Content-Length: 3||aaa", "POST /2 HTTP/1.1|x-b: 1|Content-Length: 1||b", "HEAD /3 HTTP/1.1||",
                "GET /4 HTTP/1.1||", "POST /5 HTTP/1.1|Content-Length: 0||", "PUT /6 HTTP/1.1|Content-Length: 0||",
            ])
        #expect(upstream.accepted == 1)
    }
}

/// A body of equal pieces; `fails` throws after the last.
final class Pieces: BodySource {
    private var left: Int
    private let piece: [UInt8]
    private let fails: Bool

    init(count: Int, size: Int, fails: Bool = false) {
        left = count
        piece = [UInt8](repeating: 0x61, count: size)
        self.fails = fails
    }

    func next() async throws(BodyFault) -> [UInt8]? {
        guard left > 0 else {
            if fails { throw .clientGone }
            return nil
        }
        left -= 1
        return piece
    }
}
