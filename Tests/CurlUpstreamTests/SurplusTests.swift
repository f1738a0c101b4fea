import CurlUpstream
import Enforcement
import HTTPCore
import TestKit
import Testing

/// A connection that brought more than the answer is never used again: its rest would be the next call's answer.
@Suite struct `Surplus after an answer` {
    static let poison = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"
    static let first: [String] = [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    ]

    /// Two calls; the first connection sends `first` and what follows in the pieces given, a second one answers truly.
    private func secondAnswer(pieces: [String], method: Method = .get) async throws -> (Answer, Answer, Int) {
        let upstream = try RawUpstream { connection, number in
            guard connection.request() != nil else { return }
            if number == 0 {
                for piece in pieces { connection.send(piece) }
            } else {
                connection.send(okAnswer)
            }
            connection.waitForEnd()
        }
        defer { upstream.close() }
        let target = Target(port: upstream.port)
        let answers = try await onLoop { curl, _ in
            let route = target.route()
            let first = await curl.answer(call(route, method))
            return (first, await curl.answer(call(route)))
        }
        return (answers.0, answers.1, upstream.accepted)
    }

    @Test(arguments: first)
    func `in the same segment closes the connection`(first: String) async throws {
        let (one, two, connections) = try await secondAnswer(pieces: [first + Self.poison])
        #expect(one.failure == nil)
        #expect(two.text == "ok")
        #expect(connections == 2)
    }

    @Test func `after a HEAD closes the connection`() async throws {
        let (one, two, connections) = try await secondAnswer(
            pieces: ["HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n" + "poison" + Self.poison], method: .head)
        #expect(one.failure == nil)
        #expect(one.body.isEmpty)
        #expect(two.text == "ok")
        #expect(connections == 2)
    }

    @Test func `behind a body that took several reads closes the connection`() async throws {
        let body = String(repeating: "b", count: 100_000)
        let (one, two, connections) = try await secondAnswer(pieces: [
            "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + body + Self.poison
        ])
        #expect(one.body.count == 100_000)
        #expect(two.text == "ok")
        #expect(connections == 2)
    }

    @Test func `that comes while the connection rests closes it`() async throws {
        let sent = ThreadGate()
        let upstream = try RawUpstream { connection, number in
            while connection.request() != nil {
                connection.send(okAnswer)
                if number == 0 {
                    connection.send(Self.poison)
                    sent.open()
                    return connection.waitForEnd()
                }
            }
        }
        defer { upstream.close() }
        let target = Target(port: upstream.port)
        let second = try await onLoop { curl, _ in
            let route = target.route()
            _ = await curl.answer(call(route))
            await sent.wait()
            return await curl.answer(call(route))
        }
        #expect(second.text == "ok")
        #expect(upstream.accepted == 2)
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["", poison])
    func `closes a resting connection before anybody wants to use it`(surplus: String) async throws {
        let closed = ThreadGate()
        let upstream = try RawUpstream { connection, _ in
            connection.request()
            connection.send(okAnswer)
            connection.send(surplus)
            connection.finish()
            connection.waitForEnd()
            closed.open()
        }
        defer { upstream.close() }
        let target = Target(port: upstream.port)
        // Nothing else closes it in time.
        var patient = CurlUpstreamSettings()
        patient.idleSecondsMax = 3600
        let first = try await onLoop(patient) { curl, _ in
            let answer = await curl.answer(call(target.route()))
            await closed.wait()
            return answer
        }
        #expect(first.text == "ok")
    }

    @Test func `that never comes leaves the connection in use`() async throws {
        let upstream = try RawUpstream { connection, _ in
            while connection.request() != nil { connection.send(okAnswer) }
        }
        defer { upstream.close() }
        let target = Target(port: upstream.port)
        let answers = try await onLoop { curl, _ in
            let route = target.route()
            var texts: [String] = []
            for _ in 0..<50 { texts.append(await curl.answer(call(route)).text) }
            return texts
        }
        #expect(answers == [String](repeating: "ok", count: 50))
        #expect(upstream.accepted == 1)
    }
}
