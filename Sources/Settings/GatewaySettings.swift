/// gateway.yaml, agents.yaml and the environment as typed settings; every default and bound stands in `GatewayKeys`.
public struct GatewaySettings: Sendable {
    public let agents: ListenerSettings
    public let admin: ListenerSettings
    /// Event loops; 0 is one for each processor core.
    public let threads: Int
    /// Whether HTTP/2 is offered to upstreams over TLS.
    public let offersUpstreamHTTP2: Bool
    public let folders: Folders
    public let log: LogThreshold
    public let bounds: Bounds
    public let timeouts: Timeouts
    public let backOff: BackOff

    /// Paths, relative ones already resolved against the folder of gateway.yaml.
    public struct Folders: Sendable, Equatable {
        public let routes: String
        public let policies: String
        /// The file of the agents.
        public let agents: String
        public let data: String
        public let keys: String
    }

    public enum LogThreshold: String, Sendable, CaseIterable { case error, warning, info, debug }

    /// Sizes are bytes.
    public struct Bounds: Sendable, Equatable {
        public let requestLineBytes: Int
        public let headerSectionBytes: Int
        public let headerFields: Int
        public let connectionOptions: Int
        public let chunkExtensionBytes: Int
        public let attachBodyBytes: Int
        public let connections: Int
        public let connectionsPerAgent: Int
        public let connectionsPerAddress: Int
        public let reservedDescriptors: Int
        public let outputBufferBytes: Int
        public let upstreamBufferBytes: Int
        public let earlyDrainBytes: Int
        public let unsettledPerAgent: Int
        public let unsettled: Int
        public let keptAnswerBytes: Int
        public let keptAnswersBytes: Int
        public let requestBodyBytes: Int
    }

    public struct Timeouts: Sendable, Equatable {
        public let header: Duration
        public let keepAliveIdle: Duration
        public let bodyFloorAfter: Duration
        /// 0: no floor.
        public let bodyFloorBytesPerSecond: Int
        public let writeStall: Duration
        public let earlyDrain: Duration
        public let keptAnswer: Duration
        public let unknown: Duration
        public let orphanDrain: Duration
        public let shutdown: Duration
    }

    /// How many failed credentials one peer address may show within a window.
    public struct BackOff: Sendable, Equatable {
        public let failures: Int
        public let window: Duration
        public let addresses: Int
    }
}
