public import Vocabulary

/// One downstream API: where agents reach it here, where it lies, and what its operations mean. Built by `RouteMapReader` only.
///
/// A class so that the request, the call and the transfer all name the same route by reference; every property is constant.
public final class Route: Sendable {
    public let api: APIID
    public let mount: Mount
    public let upstream: UpstreamAddress
    /// What this upstream is; never taken from a request.
    public let environment: Environment
    public let dialect: Dialect
    /// Added last to every call; nil where the upstream wants none.
    public let credential: Credential?
    public let slots: [DeclaredSlot]
    public let networks: Networks
    /// Whether the upstream's origin inside JSON answers becomes the mount (`rewrite: json-urls`).
    public let rewritesJSONURLs: Bool
    /// Hosts (lower case, without port) that a Location may name besides the upstream itself.
    public let redirects: [[UInt8]]
    public let forwardsCookies: Bool
    public let forwardsSetCookie: Bool
    /// `paths: opaque`: literal `//` and `;` are allowed in rest captures.
    public let allowsOpaquePaths: Bool
    public let timeouts: RouteTimeouts
    public let tls: UpstreamTLS
    public let operations: [Operation]

    public init(
        api: APIID, mount: Mount, upstream: UpstreamAddress, environment: Environment, dialect: Dialect = .plain,
        credential: Credential? = nil,
        slots: [DeclaredSlot] = [], networks: Networks = Networks(), rewritesJSONURLs: Bool = false, redirects: [[UInt8]] = [],
        forwardsCookies: Bool = false, forwardsSetCookie: Bool = false, allowsOpaquePaths: Bool = false,
        timeouts: RouteTimeouts = RouteTimeouts(), tls: UpstreamTLS = UpstreamTLS(), operations: [Operation] = []
    ) {
        self.api = api
        self.mount = mount
        self.upstream = upstream
        self.environment = environment
        self.dialect = dialect
        self.credential = credential
        self.slots = slots
        self.networks = networks
        self.rewritesJSONURLs = rewritesJSONURLs
        self.redirects = redirects
        self.forwardsCookies = forwardsCookies
        self.forwardsSetCookie = forwardsSetCookie
        self.allowsOpaquePaths = allowsOpaquePaths
        self.timeouts = timeouts
        self.tls = tls
        self.operations = operations
    }
}
