import DemoUpstream
import EventLoop
import Glibc
import HTTPServer
import Synchronization
import Telemetry
import Testing

@Suite struct `Demo upstream over a socket` {
    /// What one connection gets back for `bytes`, until the server closes, and what the upstream reported.
    private func exchange(_ text: String) async throws -> (answer: String, report: String) {
        let loop = try EventLoop(name: "demo")
        let reported = Reported()
        let loopback = try #require(PeerAddress(literal: "127.0.0.1", port: 0))
        let server = try Server(
            loopback, loops: [loop], limits: ServerLimits(), counters: Counters()
        ) { _ in DemoHandler(origin: "http://127.0.0.1:8089") { line in reported.add(line) } }
        let answer = converse(text, port: server.address.port)
        await server.shutDown(grace: .seconds(1))
        loop.stop()
        return (answer, reported.text)
    }

    private final class Reported: Sendable {
        private let lines = Mutex<[UInt8]>([])
        func add(_ line: [UInt8]) { lines.withLock { $0 += line } }
        var text: String { lines.withLock { String(decoding: $0, as: UTF8.self) } }
    }

    private func converse(_ text: String, port: UInt16) -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else { return "" }
        var bytes = Array(text.utf8)
        _ = send(descriptor, &bytes, bytes.count, Int32(MSG_NOSIGNAL))
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while case let count = recv(descriptor, &piece, piece.count, 0), count > 0 { answer += piece[..<count] }
        return String(decoding: answer, as: UTF8.self)
    }

    @Test func `what is no request is refused and not reported`() async throws {
        let (answer, report) = try await exchange("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(report.isEmpty)
    }

    @Test func `a call is answered and reported with what reached it`() async throws {
        let (answer, report) = try await exchange(
            "POST /billing/v1/refunds HTTP/1.1\r\nHost: demo\r\nAuthorization: Bearer demo-billing-credential\r\n"
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nc\r\n{\"amount\": 5\r\n1\r\n}\r\n0\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 201 "))
        #expect(answer.contains("{\"id\":\"re_1\",\"object\":\"refund\",\"amount\":5,"))
        #expect(report.contains("\"target\":\"/billing/v1/refunds\""))
        #expect(report.contains("Bearer (the demo credential)"))
        #expect(report.contains("\"body_bytes\":13,"))
    }

    @Test func `a stream comes chunked and ends`() async throws {
        let body = "{\"stream\":true}"
        let (answer, _) = try await exchange(
            "POST /openai/v1/chat/completions HTTP/1.1\r\nHost: demo\r\nAuthorization: Bearer demo-openai-credential\r\n"
                + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
        #expect(answer.lowercased().contains("content-type: text/event-stream"))
        #expect(answer.hasSuffix("data: [DONE]\n\n\r\n0\r\n\r\n"))
    }

    @Test func `a deletion answers 204 without a body`() async throws {
        let (answer, _) = try await exchange(
            "DELETE /tickets/v1/tickets/T-1 HTTP/1.1\r\nHost: demo\r\nAuthorization: Bearer demo-tickets-credential\r\nConnection: close\r\n\r\n"
        )
        #expect(answer.hasPrefix("HTTP/1.1 204 "))
        #expect(answer.hasSuffix("\r\n\r\n"))
    }
}
