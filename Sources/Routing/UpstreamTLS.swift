/// TLS towards the upstream; paths as written, resolved against the route file's folder by the reader.
public struct UpstreamTLS: Sendable, Equatable {
    public var caFile: String?
    public var certificateFile: String?
    public var keyFile: String?

    public init() {}
}
