import EventLoop
import HTTPCore
import Telemetry
import Testing

@testable import HTTPServer

private let host = "Host: localhost\r\n"

@Suite struct `Bounds of a connection` {
    private func short(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
        var limits = ServerLimits()
        change(&limits)
        return limits
    }

    @Test func `a head that is not whole in time ends the connection`() throws {
        let site = try Site(limits: short { $0.headerDeadline = .milliseconds(30) }) { exchange, _ in await exchange.answer(200, "") }
        let client = try site.client()
        client.send("GET / HTTP/1.1\r\nHost:")
        #expect(client.waitForEnd().bytes == 0)
        #expect(site.counters.value(of: .boundHeaderDeadline) == 1)
    }

    @Test func `the header deadline runs from the first byte, whatever trickles in`() throws {
        let limits = short {
            $0.headerDeadline = .milliseconds(50)
            $0.http.headerSectionBytes = 1 << 30
            $0.http.headerFields = 1 << 30
        }
        let site = try Site(limits: limits) { exchange, _ in await exchange.answer(200, "") }
        let client = try site.client()
        client.send("GET / HTTP/1.1\r\n")
        // Each send is taken until the server has closed and reset us.
        while client.send("x: y\r\n") {}
        #expect(site.counters.value(of: .boundHeaderDeadline) == 1)
        #expect(site.counters.value(of: .requests) == 0)
    }

    @Test func `a connection idle too long is closed, a request later than the header deadline is not`() throws {
        let limits = short {
            $0.keepAliveIdle = .milliseconds(80)
            $0.headerDeadline = .milliseconds(20)
        }
        let site = try Site(limits: limits) { exchange, _ in await exchange.answer(200, "!") }
        let client = try site.client()
        client.send("GET / HTTP/1.1\r\n" + host + "\r\n")
        #expect(client.read(through: "!").hasPrefix("HTTP/1.1 200"))
        #expect(client.waitForEnd() == (false, 0))
        #expect(site.counters.value(of: .boundKeepAliveIdle) == 1)
        #expect(site.counters.value(of: .boundHeaderDeadline) == 0)
    }

    @Test func `a body below its floor is too slow, and the handler may still say so`() throws {
        let site = try Site(limits: short { $0.bodyFloorWindow = .milliseconds(30) }) { exchange, notes in
            let result = await exchange.readAll()
            notes.add("\(result)")
            await exchange.answer(408, "slow")
        }
        let client = try site.client()
        client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 10\r\n\r\nabc")
        let answer = client.readToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 408 "))
        #expect(answer.contains("connection: close\r\n"))
        #expect(site.notes.all == ["\(Result<[UInt8], RequestBodyError>.failure(.tooSlow))"])
        #expect(site.counters.value(of: .boundBodyFloor) == 1)
    }

    @Test func `a client that takes nothing of its answer is cut`() throws {
        let site = try Site(limits: short { $0.writeStall = .milliseconds(50) }) { exchange, notes in
            exchange.whenClientGoes = { notes.add("told") }
            exchange.begin(ResponseHead(status: 200), length: 100_000_000)
            do {
                for _ in 0..<1000 { try await exchange.write([UInt8](repeating: 0x61, count: 100_000), isLast: false) }
            } catch { notes.add("gone") }
        }
        let client = try site.client(receiveBufferBytes: 4096)
        client.send("GET / HTTP/1.1\r\n" + host + "\r\n")
        while site.notes.all.count < 2 { _ = client.send("") }
        #expect(site.notes.all == ["told", "gone"])
        #expect(site.counters.value(of: .boundWriteStall) == 1)
        #expect(client.waitForEnd().bytes < 100_000_000)
        #expect(site.counters.value(of: .answersMissing) == 0)
    }

    @Test func `more unsent bytes than the output bound suspend the handler`() async throws {
        let limits = short {
            $0.outputLimitBytes = 1000
            // A sanitizer on a busy machine keeps this test from reading for longer than a client may.
            $0.writeStall = .seconds(3600)
        }
        let site = try Site(limits: limits) { exchange, notes in
            exchange.begin(ResponseHead(status: 200), length: 50_000_000)
            for round in 0..<500 {
                do { try await exchange.write([UInt8](repeating: 0x61, count: 100_000), isLast: round == 499) } catch { return }
                notes.add("written")
            }
        }
        let client = try site.client(receiveBufferBytes: 4096)
        client.send("GET / HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n")
        #expect(await site.count(.boundOutputFull, reaches: 1))
        #expect(site.notes.all.count < 499)
        #expect(client.waitForEnd().bytes > 50_000_000)
        #expect(site.notes.all.count == 500)
    }

    @Test func `connections over a cap are closed, and leave room when they end`() throws {
        for (limits, counter) in [
            (short { $0.connections = 2 }, Counter.refusedTotalCap), (short { $0.connectionsPerAddress = 2 }, .refusedAddressCap),
        ] {
            let site = try Site(limits: limits) { exchange, _ in await exchange.answer(200, "!") }
            let request = "GET / HTTP/1.1\r\n" + host + "\r\n"
            let (first, second) = (try site.client(), try site.client())
            for client in [first, second] {
                client.send(request)
                #expect(client.read(through: "!").hasPrefix("HTTP/1.1 200"))
            }
            #expect(try site.client().waitForEnd().bytes == 0)
            #expect(site.counters.value(of: counter) == 1)
            #expect(site.counters.value(of: .openConnections) == 2)
            first.finishSending()
            #expect(first.waitForEnd().bytes == 0)
            while site.counters.value(of: .openConnections) > 1 { second.send("") }
            let fourth = try site.client()
            fourth.send(request)
            #expect(fourth.read(through: "!").hasPrefix("HTTP/1.1 200"))
        }
    }
}

@Suite struct `Answers before their request has ended` {
    @Test func `a client that waits to be told is refused without its body, and the connection closes`() throws {
        let site = try Site { exchange, _ in await exchange.answer(403, "no") }
        let client = try site.client()
        client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        let answer = client.readToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 403 "))
        #expect(answer.contains("connection: close\r\n"))
        #expect(site.counters.value(of: .continues) == 0)
    }

    @Test func `a client that waits is told once, when the handler reads`() throws {
        let site = try Site { exchange, _ in
            guard case .success(let body) = await exchange.readAll() else { return }
            await exchange.answer(200, String(decoding: body, as: UTF8.self) + "!")
        }
        let client = try site.client()
        client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        #expect(client.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        client.send("hel")
        client.send("lo")
        #expect(client.read(through: "hello!").hasPrefix("HTTP/1.1 200 "))
        client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 2\r\n\r\nhi")
        #expect(client.read(through: "hi!").hasPrefix("HTTP/1.1 200 "))
        #expect(site.counters.value(of: .continues) == 1)
    }

    @Test func `a small body nobody reads does not cost the connection`() throws {
        let site = try Site { exchange, _ in await exchange.answer(401, "no") }
        let client = try site.client()
        for _ in 0..<3 {
            client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 5\r\n\r\nhello")
            #expect(client.read(through: "\r\n\r\nno").hasPrefix("HTTP/1.1 401 "))
        }
        #expect(site.counters.value(of: .connectionsAccepted) == 1)
    }

    @Test func `an early answer is read before the end, not lost to a reset`() throws {
        let site = try Site { exchange, _ in await exchange.answer(413, "too large") }
        let client = try site.client()
        client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 900000\r\n\r\n")
        client.send([UInt8](repeating: 0x61, count: 300_000))
        client.send([UInt8](repeating: 0x61, count: 600_000))
        let answer = client.readToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
        #expect(answer.hasSuffix("too large"))
        #expect(site.counters.value(of: .earlyAnswers) == 1)
        #expect(site.counters.value(of: .boundDrain) == 0)
    }

    @Test func `reading on after an early answer has an end`() throws {
        var limits = ServerLimits()
        limits.drainLimitBytes = 100_000
        let site = try Site(limits: limits) { exchange, _ in await exchange.answer(413, "too large") }
        let client = try site.client()
        client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 90000000\r\n\r\n")
        while client.send([UInt8](repeating: 0x61, count: 100_000)) {}
        #expect(site.counters.value(of: .boundDrain) == 1)
    }

    @Test func `an early answer waits only so long for the client to end`() throws {
        var limits = ServerLimits()
        limits.drainDeadline = .milliseconds(30)
        let site = try Site(limits: limits) { exchange, _ in await exchange.answer(413, "x") }
        let client = try site.client()
        client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 90\r\n\r\n")
        #expect(client.readToEnd().hasSuffix("\r\n\r\nx"))
        while site.counters.value(of: .boundDrain) == 0 { client.send("") }
        #expect(site.counters.value(of: .boundDrain) == 1)
    }

    @Test func `a handler may answer while it reads on`() throws {
        let site = try Site { exchange, _ in
            exchange.begin(ResponseHead(status: 200), length: nil)
            while let piece = try? await exchange.readBody() { try? await exchange.write(piece, isLast: false) }
            try? await exchange.write([], isLast: true)
        }
        let client = try site.client()
        client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 6\r\n\r\n")
        client.send("abc")
        #expect(client.read(through: "abc").contains("connection: close\r\n"))
        client.send("def")
        #expect(client.readToEnd().hasSuffix("3\r\ndef\r\n0\r\n\r\n"))
    }
}

@Suite struct `Clients that go` {
    @Test func `a client that goes while the handler works is told of once`() async throws {
        let site = try Site { exchange, notes in
            notes.add("begun \(exchange.isClientGone)")
            await withCheckedContinuation { continuation in
                exchange.whenClientGoes = {
                    notes.add("told \(exchange.isClientGone)")
                    continuation.resume()
                }
            }
            await exchange.answer(200, "late")
        }
        let client = try site.client()
        client.send("GET / HTTP/1.1\r\n" + host + "\r\n")
        while site.notes.all.isEmpty { await site.settled() }
        client.finishSending()
        // Half closed: it is told of as gone, and answered all the same.
        #expect(client.readToEnd().hasSuffix("late"))
        #expect(site.notes.all == ["begun false", "told true"])
        #expect(site.counters.value(of: .clientsGone) == 1)
    }

    @Test func `a connection cut with the end of an answer unsent is a client gone`() async throws {
        var limits = ServerLimits()
        limits.writeStall = .milliseconds(30)
        let site = try Site(limits: limits) { exchange, notes in
            exchange.whenClientGoes = { notes.add("told") }
            await exchange.answer(ResponseHead(status: 200), body: [UInt8](repeating: 0x61, count: 16_000_000))
            notes.add("gone \(exchange.isClientGone)")
        }
        let client = try site.client(receiveBufferBytes: 4096)
        client.send("GET / HTTP/1.1\r\n" + host + "\r\n")
        while site.notes.all.last?.hasPrefix("gone") != true { await site.settled() }
        #expect(site.notes.all == ["told", "gone true"])
        #expect(site.counters.value(of: .clientsGone) == 1)
    }

    @Test func `a body that ends early fails as gone`() throws {
        let site = try Site { exchange, notes in
            notes.add("\(await exchange.readAll())")
            await exchange.answer(400, "short")
        }
        let client = try site.client()
        client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 10\r\n\r\nabc")
        client.finishSending()
        #expect(client.readToEnd().hasSuffix("short"))
        #expect(site.notes.all == ["\(Result<[UInt8], RequestBodyError>.failure(.clientGone))"])
    }

    @Test func `broken chunks fail with their fault, each time they are asked for`() throws {
        let site = try Site { exchange, notes in
            for _ in 0..<2 { if case .failure(.malformed(let fault)) = await exchange.readAll() { notes.add("\(fault.status)") } }
            await exchange.answer(400, "chunks")
        }
        let client = try site.client()
        client.send("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\nzz\r\n")
        #expect(client.readToEnd().hasSuffix("chunks"))
        #expect(site.notes.all == ["400", "400"])
    }
}

@Suite struct `Handlers that err` {
    @Test func `no answer is a reset, counted`() throws {
        let site = try Site { _, _ in }
        let client = try site.client()
        client.send("GET / HTTP/1.1\r\n" + host + "\r\n")
        #expect(client.waitForEnd() == (true, 0))
        #expect(site.counters.value(of: .answersMissing) == 1)
    }

    @Test(arguments: [2, 4]) func `a body of another length than announced is a reset, counted`(count: Int) throws {
        let site = try Site { exchange, _ in
            exchange.begin(ResponseHead(status: 200), length: 3)
            try? await exchange.write([UInt8](repeating: 0x61, count: count), isLast: true)
        }
        let client = try site.client()
        client.send("GET / HTTP/1.1\r\n" + host + "\r\n")
        #expect(client.waitForEnd().isReset)
        #expect(site.counters.value(of: .answersMisframed) == 1)
        #expect(site.counters.value(of: .answersMissing) == 0)
    }

    @Test func `an aborted answer is a reset, so that nobody takes half for whole`() throws {
        let site = try Site { exchange, _ in
            exchange.begin(ResponseHead(status: 200), length: nil)
            try? await exchange.write(Array("half".utf8), isLast: false)
            exchange.abort()
        }
        let client = try site.client()
        client.send("GET / HTTP/1.0\r\n" + host + "\r\n")
        #expect(client.waitForEnd().isReset)
        #expect(site.counters.value(of: .answersMissing) == 0)
    }
}

private final class Lease: Sendable {
    let notes: Notes
    init(_ notes: Notes) { self.notes = notes }
    deinit { notes.add("let go") }
}

@Suite struct `What a handler keeps with a connection` {
    @Test func `it is there for the next request and let go with the connection`() async throws {
        let site = try Site { exchange, notes in
            notes.add(exchange.connectionCompanion == nil ? "new" : "kept")
            if exchange.connectionCompanion == nil { exchange.connectionCompanion = Lease(notes) }
            await exchange.answer(200, "!")
        }
        let client = try site.client()
        for _ in 0..<2 {
            client.send("GET / HTTP/1.1\r\n" + host + "\r\n")
            #expect(client.read(through: "!").hasPrefix("HTTP/1.1 200"))
        }
        #expect(site.notes.all == ["new", "kept"])
        client.finishSending()
        #expect(client.waitForEnd().bytes == 0)
        while site.counters.value(of: .openConnections) > 0 { await site.settled() }
        #expect(site.notes.all == ["new", "kept", "let go"])
    }
}

@Suite struct `Shutdown` {
    /// Under a sanitizer on a busy machine a test takes longer than a body may.
    private var patient: ServerLimits {
        var limits = ServerLimits()
        limits.bodyFloorBytesPerSecond = 0
        return limits
    }

    @Test func `idle connections end at once and nobody new is accepted`() async throws {
        let site = try Site { exchange, _ in await exchange.answer(200, "!") }
        let client = try site.client()
        client.send("GET / HTTP/1.1\r\n" + host + "\r\n")
        #expect(client.read(through: "!").hasPrefix("HTTP/1.1 200"))
        await site.server.shutDown(grace: .seconds(60))
        #expect(client.waitForEnd() == (false, 0))
        #expect(throws: (any Error).self) { try site.client() }
        #expect(site.counters.value(of: .openConnections) == 0)
        #expect(site.counters.value(of: .idleConnections) == 0)
    }

    @Test func `an answer in flight ends whole and says that it closes`() async throws {
        let site = try Site(limits: patient) { exchange, notes in
            notes.add("begun")
            guard case .success = await exchange.readAll() else { return }
            await exchange.answer(200, "!")
        }
        let client = try site.client()
        client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 2\r\n\r\na")
        while site.notes.all.isEmpty { await site.settled() }
        async let done: Void = site.server.shutDown(grace: .seconds(60))
        while (try? site.client()) != nil { await site.settled() }
        client.send("b")
        let answer = client.readToEnd()
        #expect(answer.hasSuffix("!"))
        #expect(answer.contains("connection: close\r\n"))
        await done
    }

    @Test func `what has not ended within the grace is cut, counted`() async throws {
        let site = try Site(limits: patient) { exchange, notes in
            notes.add("begun")
            notes.add("\(await exchange.readAll())")
        }
        let client = try site.client()
        client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 2\r\n\r\na")
        while site.notes.all.isEmpty { await site.settled() }
        await site.server.shutDown(grace: .milliseconds(20))
        #expect(client.waitForEnd().isReset)
        #expect(site.counters.value(of: .boundShutdown) == 1)
    }
}
