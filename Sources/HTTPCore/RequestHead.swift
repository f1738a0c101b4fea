/// The head of one request, parsed once: everything later reads this, nothing reads the wire again.
public struct RequestHead: Sendable {
    public let method: Method
    public let version: Version
    /// `fields.bytes` also holds the request line: path, query and host are ranges in it. Names and host are lower case there.
    public let fields: FieldSection
    /// The path as received, never empty, begins with `/`; not yet canonical (Routing does that). Exactly `*` for `OPTIONS *`, nowhere else.
    public let path: ByteRange
    /// Without the `?`; nil where the target had none.
    public let query: ByteRange?
    /// Host without port, lower case, one trailing dot kept; an IPv6 address keeps its brackets. Never empty.
    public let host: ByteRange
    public let framing: BodyFraming
    /// `Expect: 100-continue` on a request that has a body.
    public let expectsContinue: Bool
    /// Whether the connection may carry another request after this one.
    public let keepsAlive: Bool

    public enum Version: Sendable { case http10, http11 }

    public init(
        method: Method, version: Version, fields: FieldSection, path: ByteRange, query: ByteRange?, host: ByteRange, framing: BodyFraming,
        expectsContinue: Bool, keepsAlive: Bool
    ) {
        self.method = method
        self.version = version
        self.fields = fields
        self.path = path
        self.query = query
        self.host = host
        self.framing = framing
        self.expectsContinue = expectsContinue
        self.keepsAlive = keepsAlive
    }

    public var pathBytes: ArraySlice<UInt8> { fields.bytes[path.indices] }
    public var queryBytes: ArraySlice<UInt8>? { query.map { fields.bytes[$0.indices] } }
    public var hostBytes: ArraySlice<UInt8> { fields.bytes[host.indices] }
}

/// How a message says where its body ends.
public enum BodyFraming: Equatable, Sendable {
    case none
    /// Content-Length, in bytes; `.length(0)` is an explicit empty body.
    case length(UInt64)
    case chunked
}
