public import Vocabulary

/// What the pipeline tells operators about; counted, and logged where it says so. Never the record of decisions.
public enum GatewayEvent: Sendable {
    case refused(code: WireAnswer.Code, cause: RefusalCause?)
    case forwarded
    case upstreamFailed(api: APIID, failure: UpstreamFailure, decision: DecisionID)
    /// The upstream refused our own credential: an operator must act.
    case credentialRefused(api: APIID, status: Int, decision: DecisionID)
    case orphaned, joined, replayed, unsettledFull, answerNotKept
    case redirectRefused(api: APIID), linkDropped, locationRewritten
    case secretReplaced(api: APIID)
    case drainCut
    case agentConnectionsFull
}

/// What operators want to tell apart where agents are told the same code.
public enum RefusalCause: Sendable, Equatable {
    /// The agent may not act in the route's environment.
    case environment
    /// Too many unknown credentials came from the peer's address.
    case backedOff
}

/// Where events go; lossy by contract.
public protocol EventSink: Sendable {
    func note(_ event: GatewayEvent)
}
