/// Scheme, authority and base path of an upstream; only ever from configuration.
public struct UpstreamAddress: Sendable, Equatable {
    public let isSecure: Bool
    /// Lower-case name or literal address, IPv6 without brackets.
    public let host: [UInt8]
    public let port: UInt16
    /// Empty, or `/a/b` without a trailing slash.
    public let basePath: [UInt8]

    public init(isSecure: Bool, host: [UInt8], port: UInt16, basePath: [UInt8] = []) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.basePath = basePath
    }

    /// `scheme://host[:port]`, the port only where it is not the scheme's own; IPv6 in brackets.
    public var origin: [UInt8] { scheme + authority }

    /// The origin with its port even where that is the scheme's own, as some upstreams write it.
    public var originWithPort: [UInt8] { scheme + name + Array(":\(port)".utf8) }

    /// `host[:port]` as the Host field carries it.
    public var authority: [UInt8] { port == (isSecure ? 443 : 80) ? name : name + Array(":\(port)".utf8) }

    private var scheme: [UInt8] { Array((isSecure ? "https://" : "http://").utf8) }
    private var name: [UInt8] { host.contains(0x3a) ? [0x5b] + host + [0x5d] : host }
}
