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
    public var origin: [UInt8] { Array((isSecure ? "https://" : "http://").utf8) + authority }

    /// `host[:port]` as the Host field carries it.
    public var authority: [UInt8] {
        let name = host.contains(0x3a) ? [0x5b] + host + [0x5d] : host
        return port == (isSecure ? 443 : 80) ? name : name + Array(":\(port)".utf8)
    }
}
