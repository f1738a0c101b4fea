internal import HTTPCore
internal import Routing
internal import Vocabulary

/// A request after stages 3 and 4: whose it is, and which operation it means. Confined to its loop.
///
/// A class so that the later stages share it by reference; every property is constant.
final class BoundRequest {
    let head: RequestHead
    let route: Route
    let caller: Caller
    let match: RouteMatch
    /// Without the parameters that carried a credential.
    let query: [UInt8]?
    let decision: DecisionID
    /// The body, where identification had to read it.
    let form: [UInt8]?

    init(
        head: RequestHead, route: Route, caller: Caller, match: RouteMatch, query: [UInt8]?, decision: DecisionID, form: [UInt8]?
    ) {
        self.head = head
        self.route = route
        self.caller = caller
        self.match = match
        self.query = query
        self.decision = decision
        self.form = form
    }

    var operation: Operation { match.operation }

    /// Repeats are watched of writes whose repeat the upstream would not recognise by itself.
    var isProtected: Bool {
        guard operation.isWrite else { return false }
        guard let idempotency = operation.idempotency else { return true }
        return !head.fields.lines.contains { head.fields.name($0).elementsEqual(idempotency.header) }
    }

    /// Base path, path below the mount and query, as they go out.
    private(set) lazy var requestTarget: [UInt8] = {
        let base = route.upstream.basePath
        if base.isEmpty, query == nil { return match.path.bytes }
        var target: [UInt8] = []
        target.reserveCapacity(base.count + match.path.bytes.count + (query?.count ?? 0) + 1)
        target += base
        target += match.path.bytes
        if let query {
            target.append(0x3f)
            target += query
        }
        return target
    }()
}

/// How stages 3 and 4 end.
enum Admission {
    case proceed(BoundRequest)
    case refuse(Refusal)
    /// Nobody is left to answer.
    case gone
}

/// A refusal with what is needed to say it: the dialect of the route, if one was found, and the run, if the agent is known.
struct Refusal {
    let answer: WireAnswer
    var dialect = Dialect.plain
    var run: RunID?
    var cause: RefusalCause?
}
