public import Vocabulary

/// The bounds of one loop's `CurlUpstream`.
public struct CurlUpstreamSettings: Sendable {
    /// Calls under way at once on this loop; more are `overloaded`.
    public var transfersMax = 10_000
    /// Unread bytes of an answer that are kept before the upstream is made to wait. libcurl may add one read of its own (16 KiB on HTTP/1.1).
    public var unreadBytesMax = 64 * 1024
    /// Bytes and lines of the head of an answer, interim heads and trailers included.
    public var headBytesMax = 64 * 1024
    public var headLinesMax = 200
    /// Heads of status 1xx before the answer's own.
    public var interimHeadsMax = 16
    /// Idle connections kept per route; the oldest is closed for a new one.
    public var idleConnectionsMax = 256
    /// Connections per route, 0: no bound of its own. Calls beyond it wait within the connect timeout.
    public var connectionsMax = 0
    /// Seconds after which an idle connection is not used again, so that it seldom dies under a write.
    public var idleSecondsMax = 15
    /// Descriptor numbers from here on are left to others: a connection that would get one is not made, and the call is `overloaded`.
    public var descriptorsMax = Int(Int32.max)
    /// Routes (of all revisions in use) with connections at once; an idle one makes room, else `overloaded`.
    public var lanesMax = 4096
    /// Whether HTTP/2 is offered to upstreams behind TLS, for calls with little or no body. Off: docs/decisions/0004 says what
    /// libcurl 7.88 does with it.
    public var offersHTTP2 = false
    /// Where this process itself listens; no upstream may resolve to one of these.
    public var ownListeners: [OwnListener] = []

    public init() {}
}

/// An address and port this process listens on; the unspecified address stands for every local one.
public struct OwnListener: Sendable, Equatable {
    public let address: Address
    public let port: UInt16

    public init(address: Address, port: UInt16) {
        self.address = address
        self.port = port
    }
}

/// The bounds of one answer's head; its own small value, since it is read for every line.
struct HeadLimits {
    let bytes: Int
    let lines: Int
    let interimHeads: Int

    init(_ settings: CurlUpstreamSettings) {
        bytes = settings.headBytesMax
        lines = settings.headLinesMax
        interimHeads = settings.interimHeadsMax
    }
}
