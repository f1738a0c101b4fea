/// Every counter of the gateway; the raw value is the name in `/metrics` without the `boomgate_` prefix.
///
/// A closed list: a bound without a case here is a bound nobody can watch. Two cases may differ only in a label.
public enum Counter: String, CaseIterable, Sendable {
    // Requests.
    case requests = "requests_total"
    case earlyAnswers = "early_answers_total"
    case continues = "continues_total"
    case clientsGone = "clients_gone_total"
    case forwarded = "forwarded_total"
    case joins = "joins_total"
    case replays = "replays_total"

    // Connections of the agents' listener.
    case connectionsAccepted = "connections_accepted_total"
    case refusedTotalCap = "connections_refused_total{cap=\"total\"}"
    case refusedAddressCap = "connections_refused_total{cap=\"address\"}"
    case refusedAgentCap = "connections_refused_total{cap=\"agent\"}"
    case handshakesFailed = "tls_handshakes_failed_total"
    case acceptFailed = "accept_failed_total"
    case loopFailed = "event_loop_failed_total"

    // Bounds of the agents' listener.
    case boundRequestLine = "bounds_hit_total{bound=\"request_line\"}"
    case boundHeaderSection = "bounds_hit_total{bound=\"header_section\"}"
    case boundHeaderFields = "bounds_hit_total{bound=\"header_fields\"}"
    case boundChunkExtension = "bounds_hit_total{bound=\"chunk_extension\"}"
    case boundBodyFloor = "bounds_hit_total{bound=\"body_floor\"}"
    case boundHeaderDeadline = "bounds_hit_total{bound=\"header_deadline\"}"
    case boundWriteStall = "bounds_hit_total{bound=\"write_stall\"}"
    case boundKeepAliveIdle = "bounds_hit_total{bound=\"keep_alive_idle\"}"
    case boundAcceptPaused = "bounds_hit_total{bound=\"accept_paused\"}"
    case boundDescriptors = "bounds_hit_total{bound=\"descriptors\"}"
    case boundOutputFull = "bounds_hit_total{bound=\"output\"}"
    case boundDrain = "bounds_hit_total{bound=\"drain\"}"
    case boundOrphanDrain = "bounds_hit_total{bound=\"orphan_drain\"}"
    case boundShutdown = "bounds_hit_total{bound=\"shutdown\"}"

    // Requests refused before anybody was asked.
    case parseRefused = "requests_refused_total{cause=\"parse\"}"
    case refusedNoRoute = "requests_refused_total{cause=\"no_route\"}"
    case refusedUnbound = "requests_refused_total{cause=\"unbound\"}"
    case refusedUnknownHost = "requests_refused_total{cause=\"unknown_host\"}"
    case refusedIdentity = "requests_refused_total{cause=\"identity\"}"
    case refusedBackedOff = "requests_refused_total{cause=\"backed_off\"}"
    case refusedEnvironment = "requests_refused_total{cause=\"environment\"}"
    case refusedInvalid = "requests_refused_total{cause=\"invalid\"}"
    case refusedUnknownMemory = "requests_refused_total{cause=\"unknown_memory\"}"

    // Answers that our own code left unfinished; must stay zero.
    case answersMissing = "answers_missing_total"
    case answersMisframed = "answers_misframed_total"

    // Upstream.
    case upstreamNameNotResolved = "upstream_failures_total{kind=\"name_not_resolved\"}"
    case upstreamNetworkRefused = "upstream_failures_total{kind=\"network_refused\"}"
    case upstreamConnectFailed = "upstream_failures_total{kind=\"connect_failed\"}"
    case upstreamTLSFailed = "upstream_failures_total{kind=\"tls_failed\"}"
    case upstreamClientGone = "upstream_failures_total{kind=\"client_gone\"}"
    case upstreamFirstByteTimeout = "upstream_failures_total{kind=\"first_byte_timeout\"}"
    case upstreamIdleTimeout = "upstream_failures_total{kind=\"idle_timeout\"}"
    case upstreamConnectionLost = "upstream_failures_total{kind=\"connection_lost\"}"
    case upstreamInvalidAnswer = "upstream_failures_total{kind=\"invalid_answer\"}"
    case upstreamAborted = "upstream_failures_total{kind=\"aborted\"}"
    case upstreamRequestBodyFailed = "upstream_failures_total{kind=\"request_body_failed\"}"
    case upstreamOverloaded = "upstream_failures_total{kind=\"overloaded\"}"
    case upstreamCredentialRefused = "upstream_credential_refused_total"
    case upstreamResendsPrevented = "upstream_resends_prevented_total"
    case orphansDrained = "orphans_drained_total"
    case answersNotKept = "answers_not_kept_total"
    case orphanTableFull = "orphan_table_full_total"

    // Answers from upstream.
    case locationsRewritten = "locations_rewritten_total"
    case linksDropped = "links_dropped_total"
    case redirectsRefused = "redirects_refused_total"
    case secretsReplaced = "secrets_replaced_total"

    case logLinesDropped = "log_lines_dropped_total"

    /// One sentence for `# HELP`; cases that share a name share the sentence of the first of them.
    var help: StaticString {
        switch self {
        case .requests: "requests whose head was read"
        case .earlyAnswers: "answers sent while the request body was still arriving"
        case .continues: "100 Continue answers sent"
        case .clientsGone: "clients that went before their answer was sent whole"
        case .forwarded: "calls handed to an upstream"
        case .joins: "requests that joined an identical one in flight"
        case .replays: "answers delivered from memory"
        case .connectionsAccepted: "connections accepted"
        case .refusedTotalCap: "connections closed because a cap was reached"
        case .handshakesFailed: "TLS handshakes that failed"
        case .acceptFailed: "accept calls that failed for another reason than descriptors"
        case .loopFailed: "event loop system calls that failed"
        case .boundRequestLine: "bounds of the agents' listener that were reached"
        case .parseRefused: "requests refused, by cause"
        case .answersMissing: "requests whose handler returned without an answer"
        case .answersMisframed: "answers whose body did not have the announced length"
        case .upstreamNameNotResolved: "calls to upstreams that failed, by kind"
        case .upstreamCredentialRefused: "answers by which an upstream refused the gateway's credential"
        case .upstreamResendsPrevented: "second sends of one request that were prevented"
        case .orphansDrained: "answers read to the end after their client had gone"
        case .answersNotKept: "answers to callers that had gone which were too large to keep"
        case .orphanTableFull: "writes that could not be remembered after their client had gone"
        case .locationsRewritten: "Location fields rewritten to the mount"
        case .linksDropped: "Link members to other origins that were left out"
        case .redirectsRefused: "redirects to origins the route does not list"
        case .secretsReplaced: "upstream bodies replaced because they held the injected secret"
        case .logLinesDropped: "log lines dropped because the buffer was full"
        default: ""
        }
    }
}
