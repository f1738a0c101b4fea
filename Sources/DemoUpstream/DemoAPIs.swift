internal import HTTPCore

/// The imitated APIs behind one port: billing, crm, tickets, cloud, openai, stripe, github and slack, each under its own base path.
///
/// Answers are made up and deterministic: the same requests after a start give the same answers.
struct DemoAPIs: Sendable {
    private let origin: String
    private var serials = Serials()

    /// - Parameter origin: scheme and authority under which this upstream names itself in links, such as `http://127.0.0.1:8089`.
    init(origin: String) {
        self.origin = origin
    }

    static let operations: [Operation] =
        Billing.operations + CustomerRecords.operations + Tickets.operations + Cloud.operations + ChatCompletions.operations
        + StripeLike.operations + GitHubLike.operations + SlackLike.operations

    mutating func answer(_ arrival: Arrival) -> Reply {
        guard arrival.holdsDemoCredential else {
            return .fault(401, "this upstream takes only the credential that the gateway injects")
        }
        guard arrival.bodyBytes <= Arrival.bodyLimitBytes else { return .fault(413, "the demo upstream reads at most 1 MiB") }
        for operation in DemoAPIs.operations {
            if let reply = operation.answer(arrival, origin: origin, serials: &serials) { return reply }
        }
        return .fault(404, "the demo upstream has nothing here")
    }
}
