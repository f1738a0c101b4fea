public import HTTPCore
public import Routing

/// The right to send one request upstream, once. Only this room can make one; sending consumes it.
public struct AuthorizedCall: ~Copyable {
    public let route: Route
    public let method: Method
    /// Path and query exactly as they go out, base path included.
    public let requestTarget: [UInt8]
    /// Allow-listed fields in order, without Host, framing and credential: the adapter adds these.
    public let fields: FieldSection
    public let body: CallBody
    /// Asked at the last moment before the first byte leaves; false: send nothing (`not_sent`).
    public let mayStillSend: () -> Bool
    /// Raised when nobody waits for the answer any more; the transfer ends then. nil for writes, which are never stopped once sent.
    public let abort: AbortSignal?

    init(
        route: Route, method: Method, requestTarget: [UInt8], fields: FieldSection, body: CallBody, abort: AbortSignal? = nil,
        mayStillSend: @escaping () -> Bool
    ) {
        self.route = route
        self.method = method
        self.requestTarget = requestTarget
        self.fields = fields
        self.body = body
        self.mayStillSend = mayStillSend
        self.abort = abort
    }
}

public enum CallBody {
    case none
    case bytes([UInt8])
    /// `length` nil: chunked towards an HTTP/1.1 upstream. The adapter pulls, so a slow upstream slows the agent.
    case stream(length: UInt64?, any BodySource)
}

/// Where a streamed request body comes from. Confined to its loop.
public protocol BodySource: AnyObject {
    /// The next piece, nil at the end.
    func next() async throws(BodyFault) -> [UInt8]?
}
