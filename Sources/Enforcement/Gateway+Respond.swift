internal import HTTPCore
internal import Routing
internal import Vocabulary

extension Gateway {
    /// Stage 15: the upstream's answer, cleaned, streamed piece by piece, and read to its end even where nobody is left to hear it.
    func respond(_ bound: BoundRequest, with answer: any UpstreamExchange, watch: WriteWatch?, for exchange: any AgentExchange) async {
        let received = answer.head
        if let refusal = refusal(of: received, bound) {
            answer.abort()
            return await withhold(refusal, bound, watch, exchange)
        }
        let rules = ResponseFieldRules(route: bound.route) { self.ownOrigin(bound.head) }
        let cleaned: ResponseFieldRules.Cleaned
        do throws(ResponseFieldRules.Fault) { cleaned = try rules.clean(received) } catch {
            answer.abort()
            context.events.note(.redirectRefused(api: bound.route.api))
            return await withhold(redirectRefused(bound), bound, watch, exchange)
        }
        if cleaned.didRewrite { context.events.note(.locationRewritten) }
        if cleaned.didDropLink { context.events.note(.linkDropped) }
        var head = cleaned.head
        mark(&head, bound)
        let secret = (200..<300).contains(head.status) ? nil : SecretGuard(bound.route.credential)
        let opening: BodyPiece
        do throws(UpstreamFailure) {
            opening = try await open(
                answer, isGuarded: secret != nil, isEvents: MediaType(head.fields)?.isEventStream == true, watch, exchange)
        } catch {
            // Nothing of the answer was sent: there is room for the truth.
            return await fail(bound, error, watch: watch, for: exchange)
        }
        do throws(UpstreamFailure) {
            if answer.isBodiless { return await sendBodiless(head, answer, watch, exchange) }
            if let secret, opening.isLast { return await sendGuarded(head, opening.bytes, secret, bound, watch, exchange) }
            try await stream(head, answer, opening, bound, watch, exchange)
        } catch {
            watch?.failed(error.certainty)
            context.events.note(.upstreamFailed(api: bound.route.api, failure: error, decision: bound.decision))
            // What was begun cannot be ended truthfully: a clean end would make a part look whole.
            exchange.abort()
        }
    }

    // MARK: what may not pass

    /// Answers of the upstream that are faults whatever their body says.
    private func refusal(of head: ResponseHead, _ bound: BoundRequest) -> WireAnswer? {
        let api = bound.route.api
        if head.status == 401 || head.status == 407 {
            context.events.note(.credentialRefused(api: api, status: head.status, decision: bound.decision))
            return WireAnswer(
                424, .upstreamCredential,
                "Not executed: `\(api)` refused the gateway's own credential. The operator has been told; repeating does not help.")
        }
        let type = MediaType(head.fields)
        if head.status == 101 || type?.isGRPC == true {
            return bound.operation.isWrite
                ? FaultTable.unknown(api) : WireAnswer(502, .upstreamFailed, "`\(api)` answered with a protocol that is not passed on.")
        }
        if bound.route.rewritesJSONURLs, type?.isJSON == true, let coding = head.fields.first(.contentEncoding),
            !coding.elementsEqual("identity".utf8)
        {
            return WireAnswer(
                424, .answerEncoded,
                "`\(api)` sent an encoded answer, which this route must be able to read. The action was executed; read its result again.")
        }
        return nil
    }

    private func redirectRefused(_ bound: BoundRequest) -> WireAnswer {
        WireAnswer(
            424, .redirectRefused,
            "`\(bound.route.api)` answered with a location on another host, which is not passed on. The operator may list that host under `redirects`."
        )
    }

    /// Says why an answer does not pass. The upstream has answered, so the action's state is what it is there: a repeat is told the same.
    private func withhold(_ answer: WireAnswer, _ bound: BoundRequest, _ watch: WriteWatch?, _ exchange: any AgentExchange) async {
        if answer.code == .outcomeUnknown { watch?.failed(.unknown) }
        let (head, body) = write(answer, dialect: bound.route.dialect, decision: bound.decision, run: bound.caller.run)
        watch?.keep(body)
        await exchange.answer(head, body: body)
        watch?.answered(head)
    }

    // MARK: sending

    private func mark(_ head: inout ResponseHead, _ bound: BoundRequest) {
        head.fields.append(.boomgateRun, bound.caller.run.bytes)
        head.fields.append(.boomgateDecision, bound.decision.bytes, Gateway.allowed)
    }

    private static let allowed = Array("; outcome=allow".utf8)

    /// What is read of a body before a byte of the answer is sent: one piece, or all up to the bound where it is looked through.
    ///
    /// An upstream that breaks off here can still be told of truthfully; later only a cut is left.
    private func open(
        _ answer: any UpstreamExchange, isGuarded: Bool, isEvents: Bool, _ watch: WriteWatch?, _ exchange: any AgentExchange
    ) async throws(UpstreamFailure) -> BodyPiece {
        // Events may be long in coming, and their client waits for the head to know that it was heard.
        if !isGuarded, isEvents { return BodyPiece(bytes: [], isLast: false) }
        var bytes: [UInt8] = []
        while true {
            let piece = try await answer.read()
            if bytes.isEmpty { bytes = piece.bytes } else { bytes += piece.bytes }
            if piece.isLast { return BodyPiece(bytes: bytes, isLast: true) }
            guard answer.isBodiless || isGuarded && bytes.count <= SecretGuard.inspectedBytes else {
                return BodyPiece(bytes: bytes, isLast: false)
            }
            if exchange.isClientGone { try drainOn(answer, watch) }
        }
    }

    private func sendBodiless(
        _ head: ResponseHead, _ answer: any UpstreamExchange, _ watch: WriteWatch?, _ exchange: any AgentExchange
    ) async {
        // What a HEAD does not say of the body it stands for is not zero (RFC 9110 §9.3.2).
        exchange.begin(head, length: answer.contentLength ?? (exchange.head.method == .head ? nil : 0))
        await deliver([], isLast: true, watch, exchange)
        if exchange.isClientGone { watch?.orphan() }
        watch?.answered(head)
    }

    private func stream(
        _ head: ResponseHead, _ answer: any UpstreamExchange, _ opening: BodyPiece, _ bound: BoundRequest, _ watch: WriteWatch?,
        _ exchange: any AgentExchange
    ) async throws(UpstreamFailure) {
        var rewriter = bound.route.rewritesJSONURLs && MediaType(head.fields)?.isJSON == true ? rewriter(bound) : nil
        exchange.begin(head, length: rewriter == nil ? answer.contentLength : nil)
        try await pump(answer, head, { rewriter?.push($0, isLast: $1) ?? $0 }, opening, watch, exchange)
    }

    /// Error bodies up to the bound are looked through for our own credential before a byte of them passes.
    private func sendGuarded(
        _ head: ResponseHead, _ pieces: [UInt8], _ secret: SecretGuard, _ bound: BoundRequest, _ watch: WriteWatch?,
        _ exchange: any AgentExchange
    ) async {
        let isEncoded = head.fields.first(.contentEncoding).map { !$0.elementsEqual("identity".utf8) } ?? false
        let readable = isEncoded ? context.inflate(pieces, coding: head.fields.first(.contentEncoding)) : pieces
        var head = head
        var body = pieces
        if readable.map(secret.isFound(in:)) ?? true {
            context.events.note(.secretReplaced(api: bound.route.api))
            (head, body) = replaced(head, bound)
        } else if bound.route.rewritesJSONURLs, MediaType(head.fields)?.isJSON == true {
            var rewriter = rewriter(bound)
            body = rewriter.push(body, isLast: true)
        }
        exchange.begin(head, length: UInt64(body.count))
        watch?.keep(body)
        await deliver(body, isLast: true, watch, exchange)
        watch?.answered(head)
    }

    /// The upstream's error without its text: status and fields stay, the body says why it is not shown.
    private func replaced(_ head: ResponseHead, _ bound: BoundRequest) -> (ResponseHead, [UInt8]) {
        let answer = WireAnswer(
            head.status, .upstreamFailed, "`\(bound.route.api)` answered \(head.status); its text is withheld because it held a credential."
        )
        var (replacement, body) = DialectWriter.write(answer, dialect: bound.route.dialect, decision: bound.decision)
        mark(&replacement, bound)
        return (replacement, body)
    }

    /// Moves pieces until the last; a client that goes leaves a write to be read to its end and a read to be dropped.
    private func pump(
        _ answer: any UpstreamExchange, _ head: ResponseHead, _ transform: ([UInt8], Bool) -> [UInt8], _ opening: BodyPiece,
        _ watch: WriteWatch?, _ exchange: any AgentExchange
    ) async throws(UpstreamFailure) {
        var piece = opening
        while true {
            let bytes = transform(piece.bytes, piece.isLast)
            watch?.keep(bytes)
            await deliver(bytes, isLast: piece.isLast, watch, exchange)
            if piece.isLast { break }
            if exchange.isClientGone {
                if watch == nil { return answer.abort() }
                try drainOn(answer, watch)
            }
            piece = try await answer.read()
        }
        watch?.answered(head)
    }

    /// Nobody is left: what is watched is read on within its bound, everything else is given up.
    private func drainOn(_ answer: any UpstreamExchange, _ watch: WriteWatch?) throws(UpstreamFailure) {
        if let watch {
            guard watch.isOverdue else { return }
            context.events.note(.drainCut)
        }
        answer.abort()
        throw UpstreamFailure(
            .unknown, .aborted,
            detail: watch == nil ? "nobody is left to read the answer" : "an orphaned answer did not end within the drain bound")
    }

    /// Writes where somebody may be left; the moment nobody is, the write becomes an orphan.
    private func deliver(_ bytes: [UInt8], isLast: Bool, _ watch: WriteWatch?, _ exchange: any AgentExchange) async {
        // A client that only closed its sending side may still read: the write finds out.
        if exchange.isClientGone { watch?.orphan() }
        do throws(ClientGone) { try await exchange.write(bytes, isLast: isLast) } catch { watch?.orphan() }
    }

    // MARK: rewriting

    private func rewriter(_ bound: BoundRequest) -> OriginRewriter {
        OriginRewriter(
            from: bound.route.upstream.origin + bound.route.upstream.basePath, to: ownOrigin(bound.head) + bound.route.mount.pathPrefix)
    }

    /// This gateway as the agent wrote it in Host.
    private func ownOrigin(_ head: RequestHead) -> [UInt8] {
        Array((listener.isSecure ? "https://" : "http://").utf8) + (head.fields.first(.host).map { $0.map(Octet.lowered) } ?? [])
    }
}
