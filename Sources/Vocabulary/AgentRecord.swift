/// One entry of agents.yaml: a principal and the ways it can show that it is that principal.
public struct AgentRecord: Sendable {
    public let principal: Principal
    public let keys: [Key]
    /// SHA-256 digests of the subject public key of client certificates, 32 bytes each.
    public let certificates: [[UInt8]]
    /// Peer addresses that stand for a credential where no credential slot is filled.
    public let addresses: [AddressRange]
    public let runs: RunRules

    /// A key as it is stored: never the key itself.
    public struct Key: Sendable {
        /// SHA-256 of the whole key text, 32 bytes.
        public let sha256: [UInt8]
        /// Not accepted at or after this moment; nil: no end.
        public let expires: Timestamp?
        /// Published in the repository; refused on listeners off loopback.
        public let isDemo: Bool

        public init(sha256: [UInt8], expires: Timestamp? = nil, isDemo: Bool = false) {
            self.sha256 = sha256
            self.expires = expires
            self.isDemo = isDemo
        }
    }

    /// Whether the agent's own run labels open runs that limits count by, and how many.
    public struct RunRules: Sendable, Equatable {
        public let isLabelled: Bool
        public let maxOpen: Int
        public let newPerHour: Int

        public init(isLabelled: Bool = false, maxOpen: Int = 20, newPerHour: Int = 60) {
            self.isLabelled = isLabelled
            self.maxOpen = maxOpen
            self.newPerHour = newPerHour
        }
    }

    public init(
        principal: Principal, keys: [Key] = [], certificates: [[UInt8]] = [], addresses: [AddressRange] = [], runs: RunRules = RunRules()
    ) {
        self.principal = principal
        self.keys = keys
        self.certificates = certificates
        self.addresses = addresses
        self.runs = runs
    }
}
