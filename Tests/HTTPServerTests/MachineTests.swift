import EventLoop
import Glibc
import HTTPCore
import Telemetry
import Testing

@testable import HTTPServer

private func moment(_ nanoseconds: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: nanoseconds) }

@Suite struct `Accept gate` {
    @Test func `it pauses at the mark and serves below it`() {
        var gate = AcceptGate(descriptorLimit: 256, reserved: 32)
        #expect(gate.mark == 224)
        #expect(gate.accepted(222) == .serve)
        #expect(!gate.isPaused)
        #expect(gate.accepted(223) == .serveAndPause)
        #expect(gate.isPaused)
        #expect(gate.accepted(224) == .closeAndPause)
    }

    @Test(arguments: [EMFILE, ENFILE, ENOBUFS, ENOMEM]) func `a system without room pauses it`(code: CInt) {
        var gate = AcceptGate(descriptorLimit: 256, reserved: 32)
        #expect(gate.failed(code) == .pause)
        #expect(gate.isPaused)
    }

    @Test func `a connection gone before it was taken does not`() {
        var gate = AcceptGate(descriptorLimit: 256, reserved: 32)
        #expect(gate.failed(ECONNABORTED) == .next)
        #expect(gate.failed(EAGAIN) == .empty)
        #expect(!gate.isPaused)
    }

    @Test func `it opens again once the next descriptor is below the mark`() {
        var gate = AcceptGate(descriptorLimit: 256, reserved: 32)
        _ = gate.failed(EMFILE)
        #expect(gate.retry(probe: nil) == false)
        #expect(gate.retry(probe: 224) == false)
        #expect(gate.isPaused)
        #expect(gate.retry(probe: 223) == true)
        #expect(!gate.isPaused)
    }

    @Test func `a limit smaller than the reserve still serves somebody`() {
        #expect(AcceptGate(descriptorLimit: 40, reserved: 32).mark == 20)
        #expect(AcceptGate(descriptorLimit: .max, reserved: 32).mark == CInt.max - 32)
    }
}

@Suite struct `Connection census` {
    private func peer(_ low: UInt64, port: UInt16 = 1) -> PeerAddress { PeerAddress(high: 0, low: low, port: port) }

    @Test func `the cap of an address does not count its ports apart`() {
        let census = ConnectionCensus(totalCap: 10, addressCap: 2)
        #expect(census.admit(peer(1, port: 1)) == .admitted)
        #expect(census.admit(peer(1, port: 2)) == .admitted)
        #expect(census.admit(peer(1, port: 3)) == .addressCap)
        #expect(census.admit(peer(2)) == .admitted)
        census.leave(peer(1, port: 1))
        #expect(census.admit(peer(1, port: 4)) == .admitted)
        #expect(census.total == 3)
    }

    @Test func `the total cap stands over all addresses`() {
        let census = ConnectionCensus(totalCap: 2, addressCap: 2)
        #expect(census.admit(peer(1)) == .admitted)
        #expect(census.admit(peer(2)) == .admitted)
        #expect(census.admit(peer(3)) == .totalCap)
        census.leave(peer(3))
        #expect(census.total == 2)
    }
}

@Suite struct `A listening socket` {
    @Test func `what is accepted holds a bounded number of unsent bytes in the kernel`() throws {
        let (listening, address) = try ListeningSocket.bind(PeerAddress(high: 0, low: 0xFFFF_7F00_0001, port: 0), backlog: 1)
        defer { close(listening) }
        let client = try RawClient(address)
        var poll = pollfd(fd: listening, events: Int16(POLLIN), revents: 0)
        #expect(Glibc.poll(&poll, 1, 20_000) == 1)
        let accepted = accept(listening, nil, nil)
        defer { close(accepted) }
        var bound: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        #expect(getsockopt(accepted, CInt(IPPROTO_TCP), TCP_NOTSENT_LOWAT, &bound, &size) == 0)
        #expect(bound == ListeningSocket.unsentInKernelBytes)
        withExtendedLifetime(client) {}
    }
}

@Suite struct `Body floor` {
    @Test func `only waiting counts, and a window's quota begins the next window`() {
        var floor = BodyFloor(bytesPerSecond: 1024, window: .seconds(10))
        #expect(floor.waitBegins(at: moment(0)) == moment(10_000_000_000))
        floor.waitEnds(at: moment(4_000_000_000))
        floor.arrived(10_239)
        // An hour with the upstream is not the client's.
        #expect(floor.waitBegins(at: moment(3_600_000_000_000)) == moment(3_606_000_000_000))
        floor.waitEnds(at: moment(3_601_000_000_000))
        floor.arrived(1)
        #expect(floor.waitBegins(at: moment(5_000_000_000_000)) == moment(5_010_000_000_000))
    }

    @Test func `no floor, no deadline`() {
        var floor = BodyFloor(bytesPerSecond: 0, window: .seconds(10))
        #expect(floor.waitBegins(at: moment(0)).nanoseconds == .max)
    }

    @Test func `a fast start buys no credit`() {
        var floor = BodyFloor(bytesPerSecond: 1024, window: .seconds(10))
        floor.arrived(1_000_000_000)
        #expect(floor.waitBegins(at: moment(0)) == moment(10_000_000_000))
    }
}

@Suite struct `Deadlines of a connection` {
    @Test func `the earliest of both waits is armed, each is taken once`() {
        var deadlines = ConnectionDeadlines()
        #expect(deadlines.earliest == nil)
        deadlines.expectRead(.body, by: moment(20))
        deadlines.expectWrite(by: moment(10))
        #expect(deadlines.earliest == moment(10))
        #expect(deadlines.takeDue(moment(9)) == nil)
        #expect(deadlines.takeDue(moment(10)) == .writeStall)
        #expect(deadlines.takeDue(moment(10)) == nil)
        #expect(deadlines.takeDue(moment(20)) == .body)
        #expect(deadlines.earliest == nil)
    }

    @Test func `a wait for something else replaces the one before`() {
        var deadlines = ConnectionDeadlines()
        deadlines.expectRead(.idle, by: moment(75))
        deadlines.expectRead(.head, by: moment(10))
        #expect(deadlines.takeDue(moment(75)) == .head)
        #expect(deadlines.takeDue(moment(75)) == nil)
    }
}

@Suite struct `Body of an answer` {
    private func body(
        _ length: UInt64?, to method: HTTPCore.Method = .get, _ version: RequestHead.Version = .http11, status: Int = 200
    ) -> AnswerBody {
        AnswerBody(to: method, version: version, status: status, length: length)
    }

    @Test func `more or less than announced is misframed, and so is anything after the end`() {
        var more = body(3)
        #expect(more.write(count: 4, isLast: false) == .misframed)
        var less = body(3)
        #expect(less.write(count: 2, isLast: false) == .send)
        #expect(less.write(count: 0, isLast: true) == .misframed)
        var exact = body(3)
        #expect(exact.write(count: 3, isLast: true) == .send)
        #expect(exact.write(count: 0, isLast: true) == .misframed)
    }

    @Test func `HEAD, 204 and 304 withhold whatever is written`() {
        for var withheld in [body(7, to: .head), body(7, status: 204), body(nil, status: 304)] {
            #expect(withheld.write(count: 7, isLast: true) == .withhold)
        }
        #expect(body(7, to: .head).headFraming == .length(7))
        #expect(body(nil, to: .head).headFraming == BodyFraming.none)
        #expect(body(7, status: 204).headFraming == BodyFraming.none)
    }

    @Test func `an unknown length is chunked on 1.1 and ends with the connection on 1.0`() {
        #expect(body(nil).headFraming == .chunked)
        #expect(!body(nil).endsWithConnection)
        #expect(body(nil, to: .get, .http10).headFraming == BodyFraming.none)
        #expect(body(nil, to: .get, .http10).endsWithConnection)
    }
}

@Suite struct `Peer address` {
    @Test func `names and nonsense are no literals`() {
        for text in ["localhost", "127.1", "1.2.3.4.5", "", "::1%lo", "[::1]", "127.0.0.1\0"] {
            #expect(PeerAddress(literal: text, port: 1) == nil, "\(text)")
        }
    }

    @Test func `IPv4 and its mapped form are one address`() throws {
        let four = try #require(PeerAddress(literal: "127.0.0.1", port: 80))
        #expect(PeerAddress(literal: "::ffff:127.0.0.1", port: 80) == four)
        #expect(four.isLoopback)
        #expect(four.description == "127.0.0.1:80")
    }

    @Test func `IPv6 keeps its spelling and its loopback`() throws {
        #expect(try #require(PeerAddress(literal: "2001:DB8::1", port: 443)).description == "[2001:db8::1]:443")
        #expect(try #require(PeerAddress(literal: "::1", port: 1)).isLoopback)
        #expect(try !#require(PeerAddress(literal: "::", port: 1)).isLoopback)
        #expect(try !#require(PeerAddress(literal: "128.0.0.1", port: 1)).isLoopback)
    }
}

@Suite struct `Date of an answer` {
    @Test func `it has the one form that may be sent`() {
        #expect(DateLine.text(seconds: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}

@Suite struct `Listening` {
    @Test func `a port that is taken is refused though ports are shared`() throws {
        let site = try Site { exchange, _ in await exchange.answer(200, "") }
        #expect(throws: SystemError("bind", code: EADDRINUSE)) {
            try Server(site.server.address, loops: [site.loop], limits: ServerLimits(), counters: site.counters) { _ in
                ScriptedHandler(notes: site.notes) { exchange, _ in await exchange.answer(200, "") }
            }
        }
    }

    @Test func `several loops share one port`() async throws {
        let loops = try (0..<3).map { try EventLoop(name: "loop-\($0)") }
        defer { for loop in loops { loop.stop() } }
        let counters = Telemetry.Counters()
        let notes = Notes()
        let server = try Server(
            PeerAddress(high: 0, low: 0xFFFF_7F00_0001, port: 0), loops: loops, limits: ServerLimits(), counters: counters
        ) { loop in
            ScriptedHandler(notes: notes) { exchange, _ in await exchange.answer(200, loop.name + "!") }
        }
        for _ in 0..<30 {
            let client = try RawClient(server.address)
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(client.read(through: "!").hasPrefix("HTTP/1.1 200"))
        }
        #expect(counters.value(of: .connectionsAccepted) == 30)
        await server.shutDown(grace: .seconds(1))
        #expect(counters.value(of: .openConnections) == 0)
    }
}

@Suite struct `Input buffer` {
    private func append(_ text: String, to buffer: inout InputBuffer) {
        Array(text.utf8).withUnsafeBytes { buffer.append($0) }
    }

    @Test func `what was used is let go although a part of the next request is always there`() {
        var buffer = InputBuffer()
        append("half", to: &buffer)
        for _ in 0..<1_000 {
            append("restwholehalf", to: &buffer)
            buffer.use(13)
            #expect(Array(buffer.bytes[buffer.unused]) == Array("half".utf8))
        }
        #expect(buffer.bytes.count <= 17)
    }
}
