import Cryptography
import Dispatch
import EventLoop
import HTTPCore
import Synchronization
import Telemetry

@testable import HTTPServer

/// A server of one test on a loop of its own, answering as the test says.
final class Site: Sendable {
    let loop: EventLoop
    let counters = Counters()
    let server: Server
    let notes: Notes

    init(limits: ServerLimits = ServerLimits(), tls: TLSContext? = nil, respond: @escaping @Sendable (Exchange, Notes) async -> Void) throws
    {
        let notes = Notes()
        self.notes = notes
        loop = try EventLoop(name: "site")
        let address = PeerAddress(high: 0, low: 0xFFFF_7F00_0001, port: 0)
        server = try Server(address, loops: [loop], limits: limits, counters: counters, tls: tls) { _ in
            ScriptedHandler(notes: notes, respond: respond)
        }
    }

    /// The server ends before its loop: a connection whose loop has gone waits for ever, and counts as a leak.
    deinit {
        let ended = DispatchSemaphore(value: 0)
        loop.spawn { [server] in
            await server.shutDown(grace: .zero)
            ended.signal()
        }
        ended.wait()
        loop.stop()
    }

    func client(receiveBufferBytes: CInt? = nil) throws -> RawClient {
        try RawClient(server.address, owner: self, receiveBufferBytes: receiveBufferBytes)
    }

    /// Runs once everything the loop had to do before has been done.
    func settled() async { await withCheckedContinuation { continuation in loop.submit { continuation.resume() } } }

    /// Waits for a counter by asking the loop in turns; ends with its value after the loop has turned often enough.
    func count(_ counter: Counter, reaches value: UInt64) async -> Bool {
        for _ in 0..<100_000 where counters.value(of: counter) < value { await settled() }
        return counters.value(of: counter) >= value
    }
}

/// What a handler saw, for the test to read; and a signal it may wait for.
final class Notes: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

final class ScriptedHandler: RequestHandler {
    private let notes: Notes
    private let script: @Sendable (Exchange, Notes) async -> Void

    init(notes: Notes, respond: @escaping @Sendable (Exchange, Notes) async -> Void) {
        self.notes = notes
        script = respond
    }

    func respond(to exchange: Exchange) async { await script(exchange, notes) }

    func refusal(of fault: RequestFault, peer: PeerAddress) -> (head: ResponseHead, body: [UInt8]) {
        (ResponseHead(status: fault.status), Array(fault.reason.rawValue.utf8))
    }
}

extension Exchange {
    var path: String { String(decoding: head.pathBytes, as: UTF8.self) }

    func answer(_ status: Int, _ text: String) async { await answer(ResponseHead(status: status), body: Array(text.utf8)) }

    /// The whole body, or how it failed.
    func readAll() async -> Result<[UInt8], RequestBodyError> {
        var all: [UInt8] = []
        do throws(RequestBodyError) {
            while let piece = try await readBody() { all += piece }
            return .success(all)
        } catch { return .failure(error) }
    }
}
