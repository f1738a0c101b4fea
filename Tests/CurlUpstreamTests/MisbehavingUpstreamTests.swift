import CurlUpstream
import Enforcement
import HTTPCore
import Routing
import TestKit
import Testing

@Suite struct `An upstream that misbehaves` {
    /// One GET to an upstream that reads the request and then does `act`.
    private func answer(
        timeouts: RouteTimeouts = RouteTimeouts(), _ act: @escaping @Sendable (RawConnection) -> Void
    ) async throws -> Answer {
        let upstream = try RawUpstream { connection, _ in
            guard connection.request() != nil else { return }
            act(connection)
        }
        defer { upstream.close() }
        var target = Target(port: upstream.port)
        target.timeouts = timeouts
        let chosen = target
        return try await onLoop { curl, _ in await curl.answer(call(chosen.route())) }
    }

    private var shortFirstByte: RouteTimeouts {
        var timeouts = RouteTimeouts()
        timeouts.firstByte = .milliseconds(80)
        return timeouts
    }

    private var shortIdle: RouteTimeouts {
        var timeouts = RouteTimeouts()
        timeouts.idle = .milliseconds(80)
        return timeouts
    }

    @Test func `that stays silent is given up after the first-byte limit`() async throws {
        let answer = try await answer(timeouts: shortFirstByte) { $0.waitForEnd() }
        #expect(answer.kind == .firstByteTimeout)
        #expect(answer.certainty == .unknown)
    }

    @Test func `that stops in the middle of a body is given up after the idle limit`() async throws {
        let answer = try await answer(timeouts: shortIdle) {
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            $0.waitForEnd()
        }
        #expect(answer.kind == .idleTimeout)
        #expect(answer.status == 200)
        #expect(answer.text == "half")
    }

    @Test func `that stops in the middle of its head is given up after the idle limit`() async throws {
        let answer = try await answer(timeouts: shortIdle) {
            $0.send("HTTP/1.1 200 OK\r\nContent-")
            $0.waitForEnd()
        }
        #expect(answer.kind == .idleTimeout)
    }

    @Test func `that resets after the head fails in the body`() async throws {
        let answer = try await answer {
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
            $0.reset()
        }
        #expect(answer.kind == .connectionLost)
        #expect(answer.certainty == .unknown)
    }

    @Test(arguments: [
        "Content-Length: 9\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "Transfer-Encoding: chunked\r\n\r\n9\r\nhalf",
    ])
    func `that closes within a body is never ended as whole`(rest: String) async throws {
        let answer = try await answer { $0.send("HTTP/1.1 200 OK\r\n" + rest) }
        #expect(answer.status == 200)
        #expect(answer.kind == .connectionLost)
        #expect(answer.text == "half")
    }

    @Test func `that closes before any answer is lost`() async throws {
        let answer = try await answer { _ in }
        #expect(answer.kind == .connectionLost)
        #expect(answer.certainty == .unknown)
    }

    @Test(
        arguments: [
            "\u{1}\u{2}\u{3}garbage\r\n\r\n", "hello from HTTP/0.9", "HTTP/0.9 200 OK\r\n\r\n", "HTTP/3.0 200 OK\r\n\r\n",
            "HTTP/1.1 20x OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 099 No\r\n\r\n", "HTTP/1.1 600 No\r\n\r\n",
            "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokk",
            "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok", "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX y: 1\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nX: 1\r\n folded\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: a\u{1}b\r\n\r\n",
        ])
    func `whose answer can be read in two ways gives none`(bytes: String) async throws {
        let answer = try await answer { $0.send(bytes) }
        #expect(answer.kind == .invalidAnswer)
        #expect(answer.certainty == .unknown)
        #expect(answer.status == 0)
    }

    @Test func `whose chunk size is no number fails in the body`() async throws {
        let answer = try await answer { $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n") }
        #expect(answer.failure != nil)
        #expect(answer.certainty == .unknown)
        #expect(answer.body.isEmpty)
    }

    @Test func `that sends 16 interim heads is heard, with 17 it is not`() async throws {
        let interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        let heard = try await answer { $0.send(String(repeating: interim, count: 16) + okAnswer) }
        #expect(heard.text == "ok")
        #expect(heard.fields == ["content-length: 2"])
        let unheard = try await answer { connection in while connection.send(interim) {} }
        #expect(unheard.kind == .invalidAnswer)
    }

    @Test func `whose head has 200 lines is heard, with 201 it is not`() async throws {
        @Sendable func head(lines: Int) -> String {
            "HTTP/1.1 200 OK\r\n" + String(repeating: "a: b\r\n", count: lines - 3) + "Content-Length: 2\r\n\r\nok"
        }
        let heard = try await answer { $0.send(head(lines: 200)) }
        #expect(heard.text == "ok")
        let unheard = try await answer { $0.send(head(lines: 201)) }
        #expect(unheard.kind == .invalidAnswer)
    }

    @Test func `that sends a header line of 100 kB gives no answer`() async throws {
        let answer = try await answer {
            $0.send("HTTP/1.1 200 OK\r\nA: " + String(repeating: "x", count: 100_000) + "\r\nContent-Length: 0\r\n\r\n")
        }
        #expect(answer.kind == .invalidAnswer || answer.kind == .connectionLost)
        #expect(answer.certainty == .unknown)
        #expect(answer.status == 0)
    }

    @Test func `that sends trailers without end is cut`() async throws {
        let answer = try await answer { connection in
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")
            while connection.send("trailer: 1\r\n") {}
        }
        #expect(answer.kind == .invalidAnswer)
    }

    @Test func `whose trailers are few has them dropped`() async throws {
        let answer = try await answer {
            $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-secret: 1\r\n\r\n")
        }
        #expect(answer == Answer(status: 200, fields: ["transfer-encoding: chunked"], body: Array("ok".utf8), pieces: 1))
    }
}
