internal import Cryptography
internal import EventLoop
public import HTTPCore
internal import Telemetry

/// One request and the right to answer it. Confined to its connection's loop.
///
/// It answers at most once; what was not ended when the handler returns is cut and counted.
public final class Exchange {
    public let head: RequestHead
    /// The client went, or sends no more, before the answer was sent whole. A half-closed client counts as gone, and is answered all the same.
    public private(set) var isClientGone: Bool
    /// Called once on the loop when `isClientGone` turns true before the answer is sent whole; never for a client already gone when it is set.
    public var whenClientGoes: (() -> Void)?

    private let connection: Connection
    private var decoder: BodyDecoder
    private var floor: BodyFloor
    private var bodyError: RequestBodyError?
    private var answerBody: AnswerBody?
    private var keepsAlive = false
    private var owesContinue: Bool
    private var isConcluded = false

    init(head: RequestHead, connection: Connection) {
        self.head = head
        self.connection = connection
        let limits = connection.host.limits
        decoder = BodyDecoder(framing: head.framing, limits: limits.http)
        floor = BodyFloor(bytesPerSecond: limits.bodyFloorBytesPerSecond, window: limits.bodyFloorWindow)
        owesContinue = head.expectsContinue
        isClientGone = connection.isPeerFinished
    }

    // MARK: who asks

    public var peer: PeerAddress { connection.peer }
    /// SHA-256 of the verified client certificate's subject public key, 32 bytes; nil without TLS or certificate.
    public var clientCertificate: [UInt8]? { connection.clientCertificate }
    /// The server name of the TLS handshake, lower case; nil where there was none.
    public var serverName: [UInt8]? { connection.transport.tls?.serverName }
    /// Whether `head`'s host belongs to another certificate than the one the client was shown: 421 (RFC 9110 §15.5.20).
    public var isMisdirected: Bool { connection.isMisdirected(head.hostBytes) }
    /// Whether the listener is bound to loopback only.
    public var isLoopbackListener: Bool { connection.host.isLoopback }
    /// What the handler keeps with the connection: held until the connection has ended, then let go.
    public var connectionCompanion: AnyObject? {
        get { connection.companion }
        set { connection.companion = newValue }
    }

    // MARK: the request's body

    /// The next piece of the body, 1...`ServerLimits.bodyPieceLimitBytes` bytes, nil at its end.
    ///
    /// Sends `100 Continue` first where the client waits for one and nothing was answered yet. One caller at a time.
    public func readBody() async throws(RequestBodyError) -> [UInt8]? {
        if let bodyError { throw bodyError }
        if decoder.isFinished { return nil }
        guard !isConcluded else { throw .clientGone }
        sendContinue()
        do throws(RequestBodyError) {
            var piece: [UInt8] = []
            while true {
                switch try connection.takeBody(&decoder, into: &piece) {
                case .piece:
                    floor.arrived(piece.count)
                    await connection.yieldNowAndThen()
                    return piece
                case .ended: return nil
                case .wait:
                    let deadline = floor.waitBegins(at: connection.host.loop.now)
                    try await connection.waitForBody(until: deadline)
                    floor.waitEnds(at: connection.host.loop.now)
                    if isConcluded { throw .clientGone }
                }
            }
        } catch {
            bodyError = error
            throw error
        }
    }

    // MARK: the answer

    /// Puts the head of the answer in the output, to be sent with the first piece.
    ///
    /// - Parameter length: of the body that `write` will bring; nil: chunked, or until close on HTTP/1.0.
    public func begin(_ head: ResponseHead, length: UInt64?) {
        guard !isConcluded, !connection.isCut else { return }
        guard answerBody == nil else { return misframed() }
        let body = AnswerBody(to: self.head.method, version: self.head.version, status: head.status, length: length)
        answerBody = body
        owesContinue = false
        if !decoder.isFinished { connection.host.counters.add(.earlyAnswers) }
        keepsAlive = self.head.keepsAlive && decoder.isFinished && !body.endsWithConnection && !connection.host.isShuttingDown
        if connection.output.unsentCount == 0 { connection.output = OutputBuffer(reusing: connection.host.takeOutput()) }
        connection.appendHead(head, framing: body.headFraming, keepsAlive: keepsAlive, version: self.head.version)
    }

    /// Sends a piece; suspends while more than `ServerLimits.outputLimitBytes` are unsent, and for the last piece until all are sent.
    ///
    /// - Parameter isLast: ends the answer in the same system call.
    /// - Throws: where the connection is cut; also where the pieces do not add up to the length announced, which cuts it.
    public func write(_ bytes: [UInt8], isLast: Bool) async throws(ClientGoneError) {
        guard !isConcluded, !connection.isCut else { throw ClientGoneError() }
        switch answerBody?.write(count: bytes.count, isLast: isLast) ?? .misframed {
        case .send: connection.output.bytes += bytes
        case .sendChunk:
            ResponseSerializer.appendChunk(bytes, to: &connection.output.bytes)
            if isLast { ResponseSerializer.appendLastChunk(to: &connection.output.bytes) }
        case .withhold: break
        case .misframed:
            misframed()
            throw ClientGoneError()
        }
        connection.flush()
        let limit = isLast ? 0 : connection.host.limits.outputLimitBytes
        if connection.output.unsentCount > limit {
            if !isLast { connection.host.counters.add(.boundOutputFull) }
            await connection.send(downTo: limit)
        }
        if connection.isCut { throw ClientGoneError() }
    }

    /// Answers whole in one call; refused requests end here. A body that has arrived and that nobody read is thrown away first.
    public func answer(_ head: ResponseHead, body: [UInt8]) async {
        guard !isConcluded, !connection.isCut else { return }
        // A client still waiting for `100 Continue` has sent no body, and may not send it now: only closing says what comes next.
        if !decoder.isFinished, !owesContinue, bodyError == nil { connection.discardBody(&decoder) }
        begin(head, length: UInt64(body.count))
        // A 204, a 304 and the answer to HEAD withhold it; for them any length is right.
        try? await write(body, isLast: true)
    }

    /// Cuts the connection: the answer begun can't be ended truthfully. The peer sees a reset.
    public func abort() {
        whenClientGoes = nil
        if !isConcluded { connection.cut(.reset) }
    }

    // MARK: for the connection

    var isBodyFinished: Bool { decoder.isFinished }

    /// The client went: tells who asked to be told, once, while the answer is not whole.
    func clientWent() {
        guard !isClientGone, !isAnsweredWhole else { return }
        isClientGone = true
        connection.host.counters.add(.clientsGone)
        guard let told = whenClientGoes else { return }
        whenClientGoes = nil
        told()
    }

    /// The handler has returned: nothing said from now on reaches the connection.
    ///
    /// - Returns: whether the connection may carry another request.
    func conclude() -> Bool {
        isConcluded = true
        whenClientGoes = nil
        // A task of the handler's that still waits for the body must not meet the next request's bytes.
        connection.endBodyWait()
        guard answerBody?.isEnded == true else {
            if !connection.isCut {
                if !isClientGone { connection.host.counters.add(.answersMissing) }
                connection.cut(.reset)
            }
            return false
        }
        return keepsAlive
    }

    private var isAnsweredWhole: Bool { answerBody?.isEnded == true && connection.output.unsentCount == 0 }

    private func misframed() {
        connection.host.counters.add(.answersMisframed)
        abort()
    }

    private func sendContinue() {
        guard owesContinue else { return }
        owesContinue = false
        // Its bytes are here already: it does not wait.
        guard connection.input.isEmpty else { return }
        connection.host.counters.add(.continues)
        ResponseSerializer.appendContinue(to: &connection.output.bytes)
        connection.flush()
    }
}
