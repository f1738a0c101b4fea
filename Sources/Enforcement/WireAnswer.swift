internal import HTTPCore

/// One answer of ours to an agent, before it takes the shape of a dialect: a refusal, or a fault told truthfully.
public struct WireAnswer: Sendable, Equatable {
    public let status: Int
    public let code: Code
    /// What happened to the action, why, and what to do now; for a model to read. UTF-8, one line.
    public let detail: String
    /// Where to look or what to call next; a path or a sentence.
    public var next: String?
    /// Whether the same request may be sent again without a second effect.
    public var isRetryable = false
    public var retryAfterSeconds: Int?

    public init(_ status: Int, _ code: Code, _ detail: String) {
        self.status = status
        self.code = code
        self.detail = detail
    }

    /// What is told to whoever sent bytes that are no request.
    init(_ fault: RequestFault) {
        self.init(fault.status, .invalidRequest, "Not executed: the request was refused, \(fault.reason.rawValue).")
    }

    /// Stable names of the wire contract; the raw value stands in `type`, `code` and counters.
    public enum Code: String, Sendable, CaseIterable {
        case noRoute = "no_route"
        case notFound = "not_found"
        case unknownHost = "unknown_host"
        case actionBlocked = "action_blocked"
        case invalidRequest = "invalid_request"
        case unauthenticated = "unauthenticated"
        case tooManyConnections = "too_many_connections"
        case requestTimeout = "request_timeout"
        case upstreamUnreachable = "upstream_unreachable"
        case upstreamTimeout = "upstream_timeout"
        case upstreamFailed = "upstream_failed"
        case upstreamCredential = "upstream_credential"
        case outcomeUnknown = "outcome_unknown"
        case answerNotKept = "answer_not_kept"
        case answerEncoded = "answer_encoded"
        case redirectRefused = "redirect_refused"
        case unsettledFull = "unsettled_full"
        case policyUnavailable = "policy_unavailable"
    }

    /// The short constant sentence of `title`.
    public var title: String {
        switch code {
        case .noRoute: "no route"
        case .notFound: "not found"
        case .unknownHost: "unknown host"
        case .actionBlocked: "blocked"
        case .invalidRequest: "invalid request"
        case .unauthenticated: "not identified"
        case .tooManyConnections: "too many connections"
        case .requestTimeout: "request too slow"
        case .upstreamUnreachable: "upstream unreachable"
        case .upstreamTimeout: "upstream too slow"
        case .upstreamFailed: "upstream failed"
        case .upstreamCredential: "upstream refused the gateway's credential"
        case .outcomeUnknown: "outcome unknown"
        case .answerNotKept: "answer not kept"
        case .answerEncoded: "answer is encoded"
        case .redirectRefused: "redirect refused"
        case .unsettledFull: "too many unsettled calls"
        case .policyUnavailable: "gateway cannot decide"
        }
    }
}
