internal import Enforcement
internal import Telemetry
internal import Vocabulary

/// The pipeline's events as counters, and as log lines where an operator should act.
final class CountedEvents: EventSink {
    let counters: Counters
    let log: Log

    init(counters: Counters, log: Log) {
        self.counters = counters
        self.log = log
    }

    func note(_ event: GatewayEvent) {
        switch event {
        case .forwarded: counters.add(.forwarded)
        case .refused(let code, let cause): counters.add(cause.map(CountedEvents.counter) ?? CountedEvents.counter(code))
        case .upstreamFailed(let api, let failure, let decision):
            counters.add(CountedEvents.counter(failure.kind))
            log.warning(
                "upstream call failed",
                [
                    .upstream: api.description, .fault: failure.kind.rawValue,
                    .reason: failure.certainty == .notSent ? "not_sent" : "unknown",
                    .found: failure.detail, .decision: decision.description,
                ])
        case .credentialRefused(let api, let status, let decision):
            counters.add(.upstreamCredentialRefused)
            log.error(
                "upstream refused the gateway's credential",
                [.upstream: api.description, .status: String(status), .decision: decision.description])
        case .orphaned: counters.add(.orphansDrained)
        case .joined: counters.add(.joins)
        case .replayed: counters.add(.replays)
        case .unsettledFull: counters.add(.orphanTableFull)
        case .answerNotKept: counters.add(.answersNotKept)
        case .redirectRefused(let api):
            counters.add(.redirectsRefused)
            log.warning("upstream answered with a location the route does not list", [.upstream: api.description])
        case .linkDropped: counters.add(.linksDropped)
        case .locationRewritten: counters.add(.locationsRewritten)
        case .secretReplaced(let api):
            counters.add(.secretsReplaced)
            log.warning("upstream error text held the gateway's credential and was withheld", [.upstream: api.description])
        case .drainCut: counters.add(.boundOrphanDrain)
        case .agentConnectionsFull: counters.add(.refusedAgentCap)
        }
    }

    private static func counter(_ cause: RefusalCause) -> Counter {
        switch cause {
        case .environment: .refusedEnvironment
        case .backedOff: .refusedBackedOff
        }
    }

    private static func counter(_ code: WireAnswer.Code) -> Counter {
        switch code {
        case .noRoute: .refusedNoRoute
        case .actionBlocked: .refusedUnbound
        case .unknownHost: .refusedUnknownHost
        case .unauthenticated: .refusedIdentity
        case .outcomeUnknown, .answerNotKept: .refusedUnknownMemory
        default: .refusedInvalid
        }
    }

    private static func counter(_ kind: UpstreamFailure.Kind) -> Counter {
        switch kind {
        case .nameNotResolved: .upstreamNameNotResolved
        case .networkRefused: .upstreamNetworkRefused
        case .connectFailed: .upstreamConnectFailed
        case .tlsFailed: .upstreamTLSFailed
        case .clientGone: .upstreamClientGone
        case .firstByteTimeout: .upstreamFirstByteTimeout
        case .idleTimeout: .upstreamIdleTimeout
        case .connectionLost: .upstreamConnectionLost
        case .invalidAnswer, .answerTooLarge: .upstreamInvalidAnswer
        case .aborted, .shuttingDown: .upstreamAborted
        case .requestBodyFailed: .upstreamRequestBodyFailed
        case .overloaded: .upstreamOverloaded
        }
    }
}
