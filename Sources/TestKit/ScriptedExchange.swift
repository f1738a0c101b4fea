public import Enforcement
public import HTTPCore
public import Vocabulary

/// An agent's request and what came back to it, without a socket. Confined to one actor.
public final class ScriptedExchange: AgentExchange {
    public let head: RequestHead
    public var peer = Address(v4: 0x7f00_0001)
    public var clientCertificate: [UInt8]?
    public var isLoopbackListener = true
    public var isMisdirected = false
    public private(set) var isClientGone = false
    public var whenClientGoes: (() -> Void)?
    public var lease: AnyObject?

    public private(set) var answered: ResponseHead?
    public private(set) var announcedLength: UInt64?
    public private(set) var body: [UInt8] = []
    public private(set) var isEnded = false
    public private(set) var isAborted = false
    /// The client goes when this many pieces of the answer were written.
    public var leavesAfterPieces: Int?
    /// The client goes while an answer that is written whole is on its way.
    public var leavesWhileAnswered = false
    private var written = 0
    private var pieces: ArraySlice<[UInt8]>
    private let bodyFault: BodyFault?

    public init(_ head: RequestHead, body: [String] = [], bodyFault: BodyFault? = nil) {
        self.head = head
        pieces = body.map { Array($0.utf8) }[...]
        self.bodyFault = bodyFault
    }

    public var bodyText: String { String(decoding: body, as: UTF8.self) }

    /// A field of the answer as text.
    public func field(_ name: KnownField) -> String? { answered?.fields.first(name).map { String(decoding: $0, as: UTF8.self) } }

    public func leave() {
        guard !isClientGone else { return }
        isClientGone = true
        let body = whenClientGoes
        whenClientGoes = nil
        body?()
    }

    public func readBody() async throws(BodyFault) -> [UInt8]? {
        if let piece = pieces.popFirst() { return piece }
        if let bodyFault { throw bodyFault }
        return nil
    }

    public func begin(_ head: ResponseHead, length: UInt64?) {
        answered = head
        announcedLength = length
    }

    public func write(_ bytes: [UInt8], isLast: Bool) async throws(ClientGone) {
        if isClientGone { throw ClientGone() }
        if let leavesAfterPieces, written == leavesAfterPieces {
            leave()
            throw ClientGone()
        }
        written += 1
        body += bytes
        isEnded = isLast
    }

    public func answer(_ head: ResponseHead, body: [UInt8]) async {
        answered = head
        self.body = body
        isEnded = true
        if leavesWhileAnswered { leave() }
    }

    public func abort() { isAborted = true }
}
