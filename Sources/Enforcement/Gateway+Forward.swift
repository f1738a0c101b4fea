internal import HTTPCore
internal import Routing
internal import Vocabulary

extension Gateway {
    /// Stages 8 (join), 11 and 15: reads the body, meets what identical writes left behind, sends, answers.
    func forward(_ bound: BoundRequest, for exchange: any AgentExchange) async {
        let body: ReceivedBody
        do throws(BodyFault) { body = try await receiveBody(bound, exchange) } catch {
            if case .refuse(let refusal) = Gateway.admission(afterBodyFault: error, dialect: bound.route.dialect, run: bound.caller.run) {
                return await refuse(refusal, decision: bound.decision, for: exchange)
            }
            return
        }
        let fields: FieldSection
        do throws(RequestFieldRules.Fault) { fields = try forwardedFields(bound) } catch {
            let answer = WireAnswer(
                400, .invalidRequest, "Not executed: Range asks for more than \(RequestFieldRules.maximumRanges) ranges.")
            return await refuse(bound, answer, exchange)
        }
        guard let watch = watch(bound, fields: fields, body: body) else {
            return await send(bound, fields: fields, body: body, watch: nil, for: exchange)
        }
        // BOUND: a join that ends unsent leads to another look; each turn needs another orphan of the same call.
        while true {
            switch watch.meet() {
            case .nothing: return await send(bound, fields: fields, body: body, watch: watch, for: exchange)
            case .full: return await refuseFull(bound, exchange)
            case .ended(let ending): return await answer(bound, with: ending, exchange)
            case .inFlight:
                context.events.note(.joined)
                let ending = await watch.join()
                if exchange.isClientGone { return }
                if case .notSent = ending { continue }
                return await answer(bound, with: ending, exchange)
            }
        }
    }

    // MARK: the request

    private func receiveBody(_ bound: BoundRequest, _ exchange: any AgentExchange) async throws(BodyFault) -> ReceivedBody {
        if let form = bound.form { return .whole(form) }
        let most = context.bounds.attachBodyBytes
        var length: UInt64?
        switch bound.head.framing {
        case .none: return .none
        case .length(let announced):
            if announced > UInt64(most) { return .streaming(prefix: [], length: announced) }
            length = announced
        case .chunked: break
        }
        // Most bodies come in one piece, which is then passed on as it is.
        var body = try await exchange.readBody() ?? []
        while body.count <= most, let piece = try await exchange.readBody() { body += piece }
        return body.count > most ? .streaming(prefix: body, length: length) : .whole(body)
    }

    private func forwardedFields(_ bound: BoundRequest) throws(RequestFieldRules.Fault) -> FieldSection {
        let idempotency = IdempotencyField(
            declared: bound.operation.idempotency?.header, agent: bound.caller.principal.agent.bytes, decision: bound.decision.bytes,
            keyed: context.digests.keyed)
        return try RequestFieldRules.forwarded(bound.head, route: bound.route, idempotency: idempotency)
    }

    /// Watches protected writes whose body was read whole; larger ones are neither joined nor refused as repeats.
    private func watch(_ bound: BoundRequest, fields: FieldSection, body: ReceivedBody) -> WriteWatch? {
        guard bound.isProtected else { return nil }
        let bytes: [UInt8]
        switch body {
        case .none: bytes = []
        case .whole(let whole): bytes = whole
        case .streaming: return nil
        }
        return WriteWatch(bound, fields: fields, body: bytes, context: context)
    }

    // MARK: sending

    private func send(
        _ bound: BoundRequest, fields: FieldSection, body: ReceivedBody, watch: WriteWatch?, for exchange: any AgentExchange
    ) async {
        // A write on its way is drained, never cut: cutting would not undo it. A read is of no use to anybody now.
        let signal = bound.operation.isWrite ? nil : AbortSignal()
        exchange.whenClientGoes = {
            watch?.orphan()
            signal?.raise()
        }
        defer { exchange.whenClientGoes = nil }
        let call = AuthorizedCall(
            route: bound.route, method: bound.head.method, requestTarget: bound.requestTarget, fields: fields,
            body: callBody(body, exchange), abort: signal, mayStillSend: { !exchange.isClientGone })
        context.events.note(.forwarded)
        do throws(UpstreamFailure) {
            let answer = try await upstream.forward(call)
            await respond(bound, with: answer, watch: watch, for: exchange)
        } catch {
            await fail(bound, error, watch: watch, for: exchange)
        }
    }

    private func callBody(_ body: ReceivedBody, _ exchange: any AgentExchange) -> CallBody {
        switch body {
        case .none: .none
        case .whole(let bytes): .bytes(bytes)
        case .streaming(let prefix, let length): .stream(length: length, StreamedBody(prefix: prefix, exchange: exchange))
        }
    }

    /// A call that brought no answer: settled, told to operators, and answered truthfully where somebody is left.
    func fail(_ bound: BoundRequest, _ failure: UpstreamFailure, watch: WriteWatch?, for exchange: any AgentExchange) async {
        watch?.failed(failure.certainty)
        context.events.note(.upstreamFailed(api: bound.route.api, failure: failure, decision: bound.decision))
        let answer = FaultTable.answer(failure, isWrite: bound.operation.isWrite, api: bound.route.api)
        await send(answer, dialect: bound.route.dialect, decision: bound.decision, run: bound.caller.run, for: exchange)
    }

    // MARK: answers without sending

    private func refuse(_ bound: BoundRequest, _ answer: WireAnswer, _ exchange: any AgentExchange) async {
        await refuse(
            Refusal(answer: answer, dialect: bound.route.dialect, run: bound.caller.run), decision: bound.decision, for: exchange)
    }

    private func refuseFull(_ bound: BoundRequest, _ exchange: any AgentExchange) async {
        context.events.note(.unsettledFull)
        await refuse(
            bound,
            WireAnswer(
                403, .unsettledFull,
                "Not executed, no side effect: too many of this agent's earlier calls ended without a known outcome. Settle those first."),
            exchange)
    }

    /// Answers a repeat with what the first sending came to.
    private func answer(_ bound: BoundRequest, with ending: UnsettledCalls.Ending, _ exchange: any AgentExchange) async {
        switch ending {
        case .answered(let kept): await replay(kept, bound, exchange)
        case .answerNotKept:
            await refuse(
                bound,
                WireAnswer(
                    424, .answerNotKept,
                    "Not repeated: an identical request was just executed, but its answer was too large to keep. Read the result at the upstream."
                ),
                exchange)
        case .unknown:
            await refuse(bound, FaultTable.unknown(bound.route.api), exchange)
        case .notSent: break
        }
    }

    private func replay(_ kept: KeptAnswer, _ bound: BoundRequest, _ exchange: any AgentExchange) async {
        context.events.note(.replayed)
        var head = kept.head
        head.fields.append(.boomgateReplayed, kept.decision.bytes)
        await exchange.answer(head, body: Array(kept.body.joined()))
    }
}
