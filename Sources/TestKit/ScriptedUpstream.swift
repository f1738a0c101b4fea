public import Enforcement
public import HTTPCore

/// An upstream that answers from a script and remembers what reached it. Confined to one actor.
public final class ScriptedUpstream: Upstream {
    /// What one call meets, in the order calls arrive; the last one serves all later calls.
    public enum Script {
        case answer(status: Int, fields: [(String, String)] = [], pieces: [String] = [], length: UInt64? = nil)
        /// The head and some pieces, then a failure.
        case cut(status: Int, pieces: [String], UpstreamFailure)
        case fail(UpstreamFailure)
        /// Reads nothing and answers nothing until the gate opens, then goes on with the rest of the script.
        indirect case held(Gate, then: Script)
    }

    /// One request as it would have gone out.
    public struct Arrival {
        public let method: [UInt8]
        public let target: String
        public let fields: FieldSection
        public let body: [UInt8]
    }

    public private(set) var arrivals: [Arrival] = []
    /// Opened at the first arrival that a `held` script keeps.
    public let reached = Gate()
    private var scripts: [Script]

    /// - Parameter scripts: one or more.
    public init(_ scripts: [Script]) { self.scripts = scripts }

    public func forward(_ call: consuming AuthorizedCall) async throws(UpstreamFailure) -> any UpstreamExchange {
        guard call.mayStillSend() else { throw UpstreamFailure(.notSent, .clientGone) }
        let (method, target, fields, abort) = (call.method, call.requestTarget, call.fields, call.abort)
        let body = try await ScriptedUpstream.read(call.body)
        arrivals.append(Arrival(method: method.token, target: String(decoding: target, as: UTF8.self), fields: fields, body: body))
        let script = scripts.count > 1 ? scripts.removeFirst() : scripts[0]
        return try await play(script, abort)
    }

    private func play(_ script: Script, _ abort: AbortSignal?) async throws(UpstreamFailure) -> any UpstreamExchange {
        switch script {
        case .answer(let status, let fields, let pieces, let length):
            return ScriptedAnswer(status: status, fields: fields, pieces: pieces, length: length, failure: nil)
        case .cut(let status, let pieces, let failure):
            return ScriptedAnswer(status: status, fields: [], pieces: pieces, length: nil, failure: failure)
        case .fail(let failure): throw failure
        case .held(let gate, let then):
            reached.open()
            abort?.whenRaised = { gate.open() }
            await gate.pass()
            if abort?.isRaised == true { throw UpstreamFailure(.unknown, .aborted) }
            return try await play(then, abort)
        }
    }

    private static func read(_ body: CallBody) async throws(UpstreamFailure) -> [UInt8] {
        switch body {
        case .none: return []
        case .bytes(let bytes): return bytes
        case .stream(_, let source):
            var bytes: [UInt8] = []
            do throws(BodyFault) { while let piece = try await source.next() { bytes += piece } } catch {
                throw UpstreamFailure(.unknown, .requestBodyFailed)
            }
            return bytes
        }
    }
}

/// One scripted answer. Remembers whether it was aborted.
public final class ScriptedAnswer: UpstreamExchange {
    public let head: ResponseHead
    public let contentLength: UInt64?
    public let isBodiless: Bool
    public private(set) var isAborted = false
    private var pieces: ArraySlice<String>
    private let failure: UpstreamFailure?

    init(status: Int, fields: [(String, String)], pieces: [String], length: UInt64?, failure: UpstreamFailure?) {
        var head = ResponseHead(status: status)
        for (name, value) in fields { head.fields.append(name: Array(name.utf8), value.utf8) }
        self.head = head
        contentLength = length
        isBodiless = pieces.isEmpty && failure == nil
        self.pieces = pieces[...]
        self.failure = failure
    }

    public func read() async throws(UpstreamFailure) -> BodyPiece {
        if isAborted { throw UpstreamFailure(.unknown, .aborted) }
        guard let piece = pieces.popFirst() else {
            if let failure { throw failure }
            return BodyPiece(bytes: [], isLast: true)
        }
        return BodyPiece(bytes: Array(piece.utf8), isLast: pieces.isEmpty && failure == nil)
    }

    public func abort() { isAborted = true }
}
