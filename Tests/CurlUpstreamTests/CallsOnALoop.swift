import CurlUpstream
import EventLoop
import HTTPCore
import Routing
import TestKit
import Vocabulary

@testable import Enforcement

/// One loop with a `CurlUpstream` on it, for as long as `body` runs.
func onLoop<Result: Sendable>(
    _ settings: CurlUpstreamSettings = CurlUpstreamSettings(), _ body: @escaping @Sendable (CurlUpstream, EventLoop) async -> Result
) async throws -> Result {
    let loop = try EventLoop(name: "test")
    let result = await withCheckedContinuation { done in
        loop.spawn {
            let upstream = CurlUpstream(loop: loop, settings: settings)
            let result = await body(upstream, loop)
            upstream.shutdown()
            done.resume(returning: result)
        }
    }
    loop.stop()
    return result
}

/// What came of a call.
struct Answer: Sendable, Equatable {
    var status = 0
    var fields: [String] = []
    var body: [UInt8] = []
    var pieces = 0
    /// Set where the head or the body failed.
    var failure: UpstreamFailure?
    var text: String { String(decoding: body, as: UTF8.self) }
}

struct Target: Sendable {
    var host = "127.0.0.1"
    var port: UInt16
    var isSecure = false
    var networks: Networks = .loopback
    var timeouts = RouteTimeouts()
    var tls = UpstreamTLS()
    var credential: Credential?

    func route() -> Route {
        Route(
            api: "test", mount: .path([Array("test".utf8)]),
            upstream: UpstreamAddress(isSecure: isSecure, host: Array(host.utf8), port: port), environment: "test", credential: credential,
            networks: networks, timeouts: timeouts, tls: tls)
    }
}

extension Networks {
    static var loopback: Networks {
        var networks = Networks()
        networks.allowsLoopback = true
        return networks
    }
}

func call(
    _ route: Route, _ method: Method = .get, _ target: String = "/", fields: [(String, String)] = [], body: CallBody = .none,
    mayStillSend: @escaping () -> Bool = { true }
) -> AuthorizedCall {
    var section = FieldSection()
    for (name, value) in fields { section.append(name: Array(name.utf8), Array(value.utf8)) }
    return AuthorizedCall(
        route: route, method: method, requestTarget: Array(target.utf8), fields: section, body: body, mayStillSend: mayStillSend)
}

extension CurlUpstream {
    /// Sends the call and reads its answer to the end.
    func answer(_ call: consuming AuthorizedCall) async -> Answer {
        var answer = Answer()
        do {
            let exchange = try await forward(call)
            answer.status = exchange.head.status
            for line in exchange.head.fields.lines {
                answer.fields.append(
                    String(decoding: exchange.head.fields.name(line), as: UTF8.self) + ": "
                        + String(decoding: exchange.head.fields.value(line), as: UTF8.self))
            }
            while true {
                let piece = try await exchange.read()
                answer.body += piece.bytes
                answer.pieces += 1
                if piece.isLast { return answer }
            }
        } catch {
            answer.failure = error
            return answer
        }
    }
}

extension Answer {
    var kind: UpstreamFailure.Kind? { failure?.kind }
    var certainty: UpstreamFailure.Certainty? { failure?.certainty }
}

let okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

/// A `CurlUpstream` and a route for the tasks of one loop.
struct LoopBoxes: Sendable {
    private let upstream: LoopBound<CurlUpstream>
    private let route: Route

    init(_ upstream: CurlUpstream, _ route: Route, _ loop: EventLoop) {
        self.upstream = LoopBound(upstream, on: loop)
        self.route = route
    }

    func answer(_ target: String) async -> String { await upstream.value.answer(call(route, .get, target)).text }
}
