public import HTTPCore
internal import Routing
public import Vocabulary

/// The enforcement point: takes a request through the stages, in order, and answers it. One per loop, confined to it.
///
/// mount -> identify -> bind -> (decide, limits, hold, record: later issues) -> forward -> respond. Each stage makes a value the next one needs, so that
/// none can be left out: only `forward` can make an `AuthorizedCall`, and only from a `BoundRequest`.
public final class Gateway {
    let context: GatewayContext
    let listener: AgentsListener
    let upstream: any Upstream
    private let mintDecision: () -> DecisionID

    /// - Parameter mintDecision: unpredictable ids; called on this loop only.
    public init(context: GatewayContext, listener: AgentsListener, upstream: any Upstream, mintDecision: @escaping () -> DecisionID) {
        self.context = context
        self.listener = listener
        self.upstream = upstream
        self.mintDecision = mintDecision
    }

    /// Answers one request, whatever it is.
    public func serve(_ exchange: any AgentExchange) async {
        let head = exchange.head
        if head.pathBytes.starts(with: listener.reservedPrefix) { return await answerOwnPath(exchange, head) }
        let decision = mintDecision()
        switch await admit(exchange, head: head, decision: decision) {
        case .proceed(let bound): await forward(bound, for: exchange)
        case .refuse(let refusal): await refuse(refusal, decision: decision, for: exchange)
        // The listener counts clients that go.
        case .gone: break
        }
    }

    /// The answer to bytes that are no request.
    public static func answer(to fault: RequestFault) -> (head: ResponseHead, body: [UInt8]) {
        DialectWriter.write(WireAnswer(fault), dialect: .plain, decision: nil)
    }

    // MARK: answers of our own

    func refuse(_ refusal: Refusal, decision: DecisionID, for exchange: any AgentExchange) async {
        context.events.note(.refused(code: refusal.answer.code, cause: refusal.cause))
        await send(refusal.answer, dialect: refusal.dialect, decision: decision, run: refusal.run, for: exchange)
    }

    func send(
        _ answer: WireAnswer, dialect: Dialect, decision: DecisionID, run: RunID?, for exchange: any AgentExchange
    ) async {
        let (head, body) = write(answer, dialect: dialect, decision: decision, run: run)
        await exchange.answer(head, body: body)
    }

    /// One of our answers in its dialect, marked with the run.
    func write(_ answer: WireAnswer, dialect: Dialect, decision: DecisionID, run: RunID?) -> (head: ResponseHead, body: [UInt8]) {
        var (head, body) = DialectWriter.write(answer, dialect: dialect, decision: decision)
        if let run { head.fields.append(.boomgateRun, run.bytes) }
        return (head, body)
    }

    /// The reserved prefix belongs to the gateway on every listener; what more it holds comes with holds.
    private func answerOwnPath(_ exchange: any AgentExchange, _ head: RequestHead) async {
        if head.method == .get || head.method == .head,
            let health = HealthAnswers.answer(head.pathBytes.dropFirst(listener.reservedPrefix.count), source: context.health)
        {
            return await exchange.answer(health.head, body: health.body)
        }
        let answer = WireAnswer(404, .notFound, "this prefix is the gateway's own; below it are `healthz` and `readyz`.")
        let (notFound, body) = DialectWriter.write(answer, dialect: .plain, decision: nil)
        await exchange.answer(notFound, body: body)
    }
}
