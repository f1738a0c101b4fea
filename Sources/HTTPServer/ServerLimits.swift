public import HTTPCore

/// Every bound of a listener, with the default it ships with; hitting one is counted.
public struct ServerLimits: Sendable {
    /// Bounds of one head and its chunk framing.
    public var http = HTTPLimits()
    /// From the first byte of a head to its last; also the whole TLS handshake.
    public var headerDeadline = Duration.seconds(10)
    /// How long a connection may wait for its next request.
    public var keepAliveIdle = Duration.seconds(75)
    /// The least a body must bring per second while it is waited for.
    public var bodyFloorBytesPerSecond = 1024
    /// The span over which `bodyFloorBytesPerSecond` is measured.
    public var bodyFloorWindow = Duration.seconds(10)
    /// How long the client may take no byte of an answer.
    public var writeStall = Duration.seconds(30)
    /// Unsent bytes of an answer above which `Exchange.write` suspends.
    public var outputLimitBytes = 64 * 1024
    /// The most that one `Exchange.readBody` returns.
    public var bodyPieceLimitBytes = 64 * 1024
    /// How much of a body is read and thrown away after an early answer, so that the client reads the answer and not a reset.
    public var drainLimitBytes = 1024 * 1024
    public var drainDeadline = Duration.seconds(5)
    /// Connections of one server, all loops together.
    public var connections = 20_000
    /// Connections of one peer address.
    public var connectionsPerAddress = 1024
    /// Descriptors kept free for upstreams, files and the admin listener: accepting pauses at the process's limit minus this.
    public var reservedDescriptors = 32
    /// How soon accepting is tried again after a pause.
    public var acceptRetry = Duration.milliseconds(100)
    /// Connections the kernel queues before `accept`; it applies its own bound too (net.core.somaxconn).
    public var backlog = 1024

    public init() {}
}
