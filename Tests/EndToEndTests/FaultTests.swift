import Glibc
import TestKit
import Testing

/// The fault matrix over real sockets: the right answer, no second arrival, bounded memory.
@Suite(.live) struct `An upstream that misbehaves` {
    private let short = "{connect: 5s, first_byte: 300ms, idle: 300ms}"

    /// One call to an upstream that reads the request and then does `act`.
    private func meet(
        _ method: String, timeouts: String? = nil, _ act: @escaping @Sendable (RawConnection) -> Void,
        then: (Answer, LiveGateway) throws -> Void
    ) throws {
        let upstream = try RawUpstream.acting(act)
        defer { upstream.close() }
        var route = RouteText(port: upstream.port)
        if let timeouts { route.timeouts = timeouts }
        let gateway = try LiveGateway([route])
        let answer = try gateway.call(method, "/up/v1/thing", body: method == "POST" ? "amount=5" : "")
        #expect(upstream.requests.count == 1)
        gateway.expectBoundedMemory()
        try then(answer, gateway)
        #expect(gateway.run.exitCode == nil)
        gateway.stop()
    }

    private func expectUnknown(_ answer: Answer) {
        #expect(answer.status == 424)
        #expect(answer.member("code") == "outcome_unknown")
        #expect(!answer.isRetryable)
        #expect(answer["x-should-retry"] == "false")
        #expect(answer["retry-after"] == nil)
        #expect(answer.ending == .whole)
    }

    private func expectFailedRead(_ answer: Answer, _ status: Int, _ code: String) {
        #expect(answer.status == status)
        #expect(answer.member("code") == code)
        #expect(answer.isRetryable)
        #expect(answer.ending == .whole)
    }

    // MARK: silence

    @Test func `a silent one: a write is told that its outcome is unknown, at the first-byte limit`() throws {
        let start = uptime()
        try meet("POST", timeouts: short) {
            $0.waitForEnd()
        } then: { answer, gateway in
            expectUnknown(answer)
            #expect((0.29..<10).contains(uptime() - start))
            #expect(gateway.metric("upstream_failures_total{kind=\"first_byte_timeout\"}") == 1)
        }
    }

    @Test func `a silent one: a read is told that it came too late`() throws {
        try meet("GET", timeouts: short) {
            $0.waitForEnd()
        } then: { answer, _ in
            expectFailedRead(answer, 504, "upstream_timeout")
        }
    }

    @Test func `one byte a second is cut at the idle limit, never ended`() throws {
        try meet("GET", timeouts: short) { connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n")
            while connection.send("x") { poll(nil, 0, 1000) }
        } then: { answer, gateway in
            #expect(answer.status == 200)
            #expect(answer.ending == .cut)
            #expect(gateway.metric("upstream_failures_total{kind=\"idle_timeout\"}") == 1)
        }
    }

    // MARK: answers that break off

    @Test(arguments: [
        "Content-Length: 100\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "Transfer-Encoding: chunked\r\n\r\n9\r\nhalf",
    ])
    func `half a body is a cut for the client, never a clean end`(rest: String) throws {
        try meet("GET") {
            $0.send("HTTP/1.1 200 OK\r\n" + rest)
        } then: { answer, _ in
            #expect(answer.status == 200)
            #expect(answer.ending == .cut)
            #expect("half".hasPrefix(answer.text))
        }
    }

    @Test func `half a body of a write leaves its outcome unknown, and its repeat unsent`() throws {
        try meet("POST") {
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        } then: { answer, gateway in
            #expect(answer.ending == .cut)
            expectUnknown(try gateway.call("POST", "/up/v1/thing", body: "amount=5"))
            #expect(gateway.metric("forwarded_total") == 1)
        }
    }

    @Test func `a reset after the head of a write leaves its outcome unknown, and its repeat unsent`() throws {
        try meet("POST") { connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
            connection.reset()
        } then: { answer, gateway in
            expectUnknown(answer)
            expectUnknown(try gateway.call("POST", "/up/v1/thing", body: "amount=5"))
        }
    }

    @Test func `a reset after the head of a read is a failed read or a cut`() throws {
        try meet("GET") { connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
            connection.reset()
        } then: { answer, _ in
            if answer.status == 200 { #expect(answer.ending == .cut) } else { expectFailedRead(answer, 502, "upstream_failed") }
        }
    }

    @Test func `a close without an answer: a write is unknown, a read has failed`() throws {
        try meet("POST") { _ in
        } then: { answer, _ in
            expectUnknown(answer)
        }
        try meet("DELETE") {
            $0.reset()
        } then: { answer, _ in
            expectUnknown(answer)
        }
        try meet("GET") { _ in
        } then: { answer, _ in
            expectFailedRead(answer, 502, "upstream_failed")
        }
    }

    // MARK: answers that are none

    private static let nonsense = [
        "\u{1}\u{2}garbage\r\n\r\n", "<html>it works</html>", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokk",
        "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 100_000) + "\r\nContent-Length: 0\r\n\r\n",
    ]

    @Test(arguments: nonsense) func `garbage, HTTP 0.9 and a header line of 100 kB are no answer to a write`(bytes: String) throws {
        try meet("POST") {
            $0.send(bytes)
        } then: { answer, _ in
            expectUnknown(answer)
            #expect(!answer.everything.contains("garbage") && !answer.everything.contains("it works"))
        }
    }

    @Test(arguments: nonsense) func `garbage, HTTP 0.9 and a header line of 100 kB are no answer to a read`(bytes: String) throws {
        try meet("GET") {
            $0.send(bytes)
        } then: { answer, _ in
            expectFailedRead(answer, 502, "upstream_failed")
        }
    }

    @Test func `interim answers without end are given up, and none is passed on`() throws {
        try meet("POST") { connection in
            while connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n") {}
        } then: { answer, gateway in
            expectUnknown(answer)
            #expect(answer.interim.isEmpty)
            #expect(gateway.metric("upstream_failures_total{kind=\"invalid_answer\"}") == 1)
        }
    }

    @Test func `a few interim answers are dropped`() throws {
        try meet("GET") {
            $0.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + okAnswer)
        } then: { answer, _ in
            #expect(answer.status == 200)
            #expect(answer.text == "ok")
            #expect(answer.interim.isEmpty)
            #expect(answer["link"] == nil)
        }
    }

    @Test func `an upgrade that nobody asked for is a fault`() throws {
        let switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
        try meet("POST") {
            $0.send(switching)
        } then: { answer, _ in
            expectUnknown(answer)
        }
    }

    @Test func `gRPC is no answer, and a write that met it is not sent again`() throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/grpc+proto\r\nContent-Length: 2\r\n\r\nok"
        try meet("POST") {
            $0.send(answer)
        } then: { answer, gateway in
            expectUnknown(answer)
            expectUnknown(try gateway.call("POST", "/up/v1/thing", body: "amount=5"))
            #expect(gateway.metric("forwarded_total") == 1)
        }
    }

    @Test func `of two answers in one read the second goes to nobody, and the connection is not used again`() throws {
        let upstream = try RawUpstream { connection, number in
            guard connection.request() != nil else { return }
            connection.send(number == 0 ? okAnswer + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged" : okAnswer)
            connection.waitForEnd()
        }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)], settings: "threads: 1")
        let client = try gateway.connect()
        for _ in 0..<2 {
            client.send(gateway.request("GET", "/up/v1/thing"))
            let answer = try client.answer()
            #expect(answer.status == 200)
            #expect(answer.text == "ok")
        }
        #expect(upstream.accepted == 2)
        gateway.stop()
    }

    @Test func `an error that inflates without measure is withheld, not inflated`() throws {
        let folder = Folder()
        folder.shell("head -c 60000000 /dev/zero | gzip -9 > bomb.gz")
        let bomb = folder.bytes("bomb.gz")
        #expect((1...65_536).contains(bomb.count))
        try meet("POST") { connection in
            connection.send("HTTP/1.1 500 No\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n")
            connection.send(bomb)
            connection.waitForEnd()
        } then: { answer, gateway in
            #expect(answer.status == 500)
            #expect(answer["content-encoding"] == nil)
            #expect(answer.body != bomb)
            #expect(gateway.metric("secrets_replaced_total") == 1)
        }
    }

    @Test func `an answer without end costs no memory while nobody reads it`() throws {
        let latch = Latch()
        let upstream = try RawUpstream.acting { connection in
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n"
            for _ in 0..<1600 where !connection.send(chunk) { break }
            latch.open()
        }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let client = try gateway.connect()
        client.send(gateway.request("GET", "/up/v1/flood"))
        #expect(try client.head().status == 200)
        // 100 MiB are on offer and the client takes none of it: the upstream must be made to wait.
        #expect(!latch.wait(seconds: 1))
        gateway.expectBoundedMemory()
        client.close()
        #expect(latch.wait())
        gateway.stop()
    }
}
