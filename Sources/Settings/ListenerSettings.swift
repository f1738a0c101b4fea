public import Vocabulary

/// Where and how one listener answers.
public struct ListenerSettings: Sendable, Equatable {
    public let address: Address
    /// 0: any free port.
    public let port: UInt16
    /// Lower-case host names that requests may carry, without port; IPv6 in brackets, as the Host field has it.
    public let names: [[UInt8]]
    /// nil: plain HTTP.
    public let tls: TLS?
    public let allowsDemoKeys: Bool
    /// Begins and ends with `/`.
    public let reservedPrefix: [UInt8]

    /// Paths of PEM files.
    public struct TLS: Sendable, Equatable {
        /// At least one; the first serves names that none is made for.
        public let certificates: [Certificate]
        public let clientCA: String?

        public struct Certificate: Sendable, Equatable {
            public let certificate: String
            public let key: String
        }
    }

    /// `reservedPrefix` as path segments.
    public var reservedSegments: [[UInt8]] { reservedPrefix.split(separator: 0x2f).map(Array.init) }

    public var isLoopback: Bool { address.isLoopback }
}
