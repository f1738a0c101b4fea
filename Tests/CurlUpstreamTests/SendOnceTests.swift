import CurlUpstream
import Enforcement
import HTTPCore
import TestKit
import Testing

@Suite struct `A request is sent at most once` {
    @Test(arguments: [Method.post, .delete, .get])
    func `a reused connection that dies after the request was read gets no second try`(method: Method) async throws {
        // Each connection answers once and dies under its second request.
        let upstream = try RawUpstream { connection, _ in
            guard connection.request() != nil else { return }
            connection.send(okAnswer)
            connection.request()
        }
        defer { upstream.close() }
        let target = Target(port: upstream.port)
        let rounds = 200
        let (failures, prevented) = try await onLoop { curl, _ in
            let route = target.route()
            var failures: [Answer] = []
            for _ in 0..<rounds {
                let first = await curl.answer(call(route, method, body: method == .post ? .bytes(Array("pay=1".utf8)) : .none))
                if first.failure != nil { failures.append(first) }
                let second = await curl.answer(call(route, method, body: method == .post ? .bytes(Array("pay=2".utf8)) : .none))
                failures.append(second)
            }
            return (failures, curl.counts.preventedResends)
        }
        #expect(failures.count == rounds)
        #expect(failures.allSatisfy { $0.kind == .connectionLost && $0.certainty == .unknown })
        // libcurl tries five times in six; the sixth it gives up by itself.
        #expect(prevented > rounds / 2 && prevented <= rounds)
        #expect(upstream.requests.count == rounds * 2)
        #expect(upstream.accepted <= rounds * 2)
    }

    @Test func `an answer comes with its head, fields and body`() async throws {
        let upstream = try RawUpstream { connection, _ in
            while connection.request() != nil { connection.send("HTTP/1.1 201 Created\r\nX-Id:  7 \r\nContent-Length: 5\r\n\r\nhello") }
        }
        defer { upstream.close() }
        let target = Target(port: upstream.port)
        let answer = try await onLoop { curl, _ in await curl.answer(call(target.route(), .post, "/a?b=c", body: .bytes(Array("{}".utf8))))
        }
        #expect(answer == Answer(status: 201, fields: ["x-id: 7", "content-length: 5"], body: Array("hello".utf8), pieces: 1))
        let request = String(decoding: upstream.requests.first ?? [], as: UTF8.self)
        #expect(request == "POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:\(upstream.port)\r\nContent-Length: 2\r\n\r\n{}")
    }
}
