internal import HTTPCore
internal import Routing
internal import Vocabulary

extension Gateway {
    /// Stages 3 and 4: mount, identify, bind. Nothing of the body is read, except where a route keeps a credential in a form.
    func admit(_ exchange: any AgentExchange, head: RequestHead, decision: DecisionID) async -> Admission {
        let revision = context.revision.value
        do throws(RefusalError) {
            let mounted = try mount(head, in: revision, exchange)
            let form: [UInt8]?
            do throws(BodyFault) { form = try await readForm(exchange, head: head, route: mounted.route) } catch {
                return Gateway.admission(afterBodyFault: error, dialect: mounted.route.dialect)
            }
            let caller = try identify(exchange, head: head, route: mounted.route, form: form)
            return .proceed(try bind(mounted, head: head, caller: caller, form: form, decision: decision, revision: revision))
        } catch {
            return .refuse(error.refusal)
        }
    }

    /// A body that cannot be had: answered where somebody is left to hear it.
    static func admission(afterBodyFault fault: BodyFault, dialect: Dialect, run: RunID? = nil) -> Admission {
        switch fault {
        case .clientGone: .gone
        case .tooSlow:
            .refuse(
                Refusal(
                    answer: WireAnswer(408, .requestTimeout, "Not executed, no side effect: the request body came too slowly."),
                    dialect: dialect, run: run))
        case .malformed(let fault):
            .refuse(Refusal(answer: WireAnswer(fault), dialect: dialect, run: run))
        }
    }

    // MARK: mount

    private func mount(_ head: RequestHead, in revision: Revision, _ exchange: any AgentExchange) throws(RefusalError) -> Mounted {
        let mounted = revision.routes.mount(head)
        let isHostMount = if case .host? = mounted?.route.mount { true } else { false }
        guard isHostMount || listener.isNamed(head.hostBytes) else {
            throw RefusalError(
                421, .unknownHost,
                "Not executed: no listener answers to this Host. The names are listed in `listeners.agents.names` of gateway.yaml; a route may have a `host:` of its own."
            )
        }
        guard let mounted else {
            throw RefusalError(
                403, .noRoute, "Not executed, no side effect: no API is reachable under this path. Ask the operator which mounts exist.")
        }
        guard !exchange.isMisdirected else {
            throw RefusalError(421, .unknownHost, "Not executed: this Host belongs to another certificate; connect to it by its own name.")
        }
        return mounted
    }

    // MARK: identify

    private func identify(
        _ exchange: any AgentExchange, head: RequestHead, route: Route, form: [UInt8]?
    ) throws(RefusalError) -> Caller {
        let evidence = Evidence(
            head: head, route: route, peer: exchange.peer, clientCertificate: exchange.clientCertificate, form: form,
            isLoopbackListener: exchange.isLoopbackListener, allowsDemoKeys: listener.allowsDemoKeys, now: context.clock.now())
        switch context.authenticator.identify(evidence) {
        case .refused(let refusal):
            let code: WireAnswer.Code = refusal.status == 400 ? .invalidRequest : .unauthenticated
            var answer = WireAnswer(refusal.status, code, "Not executed: \(refusal.detail)")
            answer.retryAfterSeconds = refusal.retryAfterSeconds
            throw RefusalError(answer, dialect: route.dialect, cause: refusal.code == .backedOff ? .backedOff : nil)
        case .identified(let caller):
            try takeLease(exchange, caller, route)
            guard caller.principal.environments.contains(route.environment) else {
                let answer = WireAnswer(
                    403, .actionBlocked,
                    "Not executed, no side effect: this agent may not act in environment `\(route.environment)`. Ask the operator for access."
                )
                throw RefusalError(answer, dialect: route.dialect, run: caller.run, cause: .environment)
            }
            return caller
        }
    }

    /// Counts this connection for its agent, once.
    private func takeLease(_ exchange: any AgentExchange, _ caller: Caller, _ route: Route) throws(RefusalError) {
        let agent = caller.principal.agent
        if let lease = exchange.lease as? AgentConnections.Lease, lease.agent == agent { return }
        guard let lease = context.connections.lease(for: agent) else {
            context.events.note(.agentConnectionsFull)
            var answer = WireAnswer(
                429, .tooManyConnections,
                "Not executed, no side effect: this agent has all the connections it may have. Close some, or wait.")
            answer.isRetryable = true
            answer.retryAfterSeconds = 1
            throw RefusalError(answer, dialect: route.dialect, run: caller.run)
        }
        exchange.lease = lease
    }

    /// Reads the body where a declared form slot may hold the credential; bounded like every body that is read whole.
    private func readForm(_ exchange: any AgentExchange, head: RequestHead, route: Route) async throws(BodyFault) -> [UInt8]? {
        let hasFormSlot = route.slots.contains { if case .form = $0 { true } else { false } }
        guard hasFormSlot, MediaType(head.fields)?.isForm == true else { return nil }
        var body: [UInt8] = []
        while let piece = try await exchange.readBody() {
            body += piece
            guard body.count <= context.bounds.attachBodyBytes else { throw .malformed(RequestFault(413, .bodyTooLarge)) }
        }
        return body
    }

    // MARK: bind

    private func bind(
        _ mounted: Mounted, head: RequestHead, caller: Caller, form: [UInt8]?, decision: DecisionID, revision: Revision
    ) throws(RefusalError) -> BoundRequest {
        let route = mounted.route
        let refusal = { (status: Int, code: WireAnswer.Code, detail: String) in
            RefusalError(WireAnswer(status, code, detail), dialect: route.dialect, run: caller.run)
        }
        if let query = head.queryBytes, let fault = QueryRules.fault(in: query) {
            throw refusal(400, .invalidRequest, "Not executed: the query was refused, \(fault.reason).")
        }
        switch revision.routes.bind(mounted, method: head.method) {
        case .bound(let match):
            return BoundRequest(
                head: head, route: route, caller: caller, match: match, query: ParameterRemoval.query(head.queryBytes, slots: route.slots),
                decision: decision, form: form.map { ParameterRemoval.form($0, slots: route.slots) })
        case .unbound:
            throw refusal(
                403, .actionBlocked,
                "Not executed, no side effect: no operation of `\(route.api)` is bound to this method and path. Use one that is, or ask the operator."
            )
        case .ambiguous:
            throw refusal(400, .invalidRequest, "Not executed: the path reads as one operation encoded and as another decoded.")
        case .refused(let fault):
            throw refusal(400, .invalidRequest, "Not executed: the path was refused, \(fault.reason).")
        }
    }
}

/// A refusal on its way out of a stage: stages 3 and 4 end early with it, and nothing else throws it.
struct RefusalError: Error {
    let refusal: Refusal

    init(_ answer: WireAnswer, dialect: Dialect = .plain, run: RunID? = nil, cause: RefusalCause? = nil) {
        refusal = Refusal(answer: answer, dialect: dialect, run: run, cause: cause)
    }

    init(_ status: Int, _ code: WireAnswer.Code, _ detail: String) { self.init(WireAnswer(status, code, detail)) }
}
