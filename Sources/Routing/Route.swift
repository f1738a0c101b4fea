public import HTTPCore
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
        api: APIID, mount: Mount, upstream: UpstreamAddress, environment: Environment, dialect: Dialect = .plain, credential: Credential? = nil,
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

/// Where agents reach an API on the gateway.
public enum Mount: Sendable, Equatable {
    /// A path prefix of whole segments: `/billing` is `[billing]`.
    case path([[UInt8]])
    /// A host name of its own, lower case, without port.
    case host([UInt8])
}

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

/// The field that proves us to the upstream.
public struct Credential: Sendable {
    /// Lower-case field name.
    public let header: [UInt8]
    public let value: Secret

    public init(header: [UInt8], value: Secret) {
        self.header = header
        self.value = value
    }
}

/// A credential slot that a route adds to the standard ones.
public enum DeclaredSlot: Sendable, Equatable {
    case query([UInt8])
    case form([UInt8])
}

/// The vendor error shape in which this route's refusals are written.
public enum Dialect: String, Sendable, CaseIterable {
    case plain, openai, anthropic, gemini, stripe, github, slack, kubernetes, mcp, s3
    case awsJSON = "aws-json"
    case awsQuery = "aws-query"

    /// Model APIs: longer time-outs and bodies.
    public var isLLM: Bool { self == .openai || self == .anthropic || self == .gemini }
}

/// Where an upstream's name may resolve to. The gateway's own listeners are never allowed, whatever stands here.
public struct Networks: Sendable, Equatable {
    public var allowsPublic = true
    /// RFC 1918, unique local addresses, 100.64/10.
    public var allowsPrivate = false
    public var allowsLoopback = false
    public var ranges: [AddressRange] = []

    public init() {}
}

public struct RouteTimeouts: Sendable, Equatable {
    public var connect: Duration = .seconds(5)
    /// From the last byte sent to the first byte of the answer; 600 s for LLM dialects.
    public var firstByte: Duration = .seconds(60)
    /// Between two bytes of the answer; 300 s for LLM dialects.
    public var idle: Duration = .seconds(60)

    public init() {}
}

/// TLS towards the upstream; paths as written, resolved against the route file's folder by the reader.
public struct UpstreamTLS: Sendable, Equatable {
    public var caFile: String?
    public var certificateFile: String?
    public var keyFile: String?

    public init() {}
}

/// One entry of a route map: which requests mean which action on which target.
public struct Operation: Sendable {
    public let id: OperationID
    public let methods: MethodMatch
    public let template: PathTemplate
    public let action: Action
    public let target: Target
    /// The upstream honours this key field; nil: it does not.
    public let idempotency: Idempotency?
    /// Fields that differ between repeats of one call and so take no part in the attach key.
    public let attachIgnore: [AttachIgnored]
    /// Forwarded with any query and body. Until inputs can be closed, every operation says so.
    public let isOpen: Bool

    public init(
        id: OperationID, methods: MethodMatch, template: PathTemplate, action: Action, target: Target, idempotency: Idempotency? = nil,
        attachIgnore: [AttachIgnored] = [], isOpen: Bool = true
    ) {
        self.id = id
        self.methods = methods
        self.template = template
        self.action = action
        self.target = target
        self.idempotency = idempotency
        self.attachIgnore = attachIgnore
        self.isOpen = isOpen
    }

    /// Any action but `read` changes something upstream.
    public var isWrite: Bool { action != Operation.read }

    private static let read: Action = "read"
}

public enum MethodMatch: Sendable, Equatable {
    case any
    case oneOf([Method])

    public func matches(_ method: Method) -> Bool {
        switch self {
        case .any: true
        case .oneOf(let methods): methods.contains(method)
        }
    }
}

public struct Idempotency: Sendable, Equatable {
    /// Lower-case field name.
    public let header: [UInt8]
    public let ttl: Duration

    public init(header: [UInt8], ttl: Duration = .seconds(3600)) {
        self.header = header
        self.ttl = ttl
    }
}

public enum AttachIgnored: Sendable, Equatable {
    case form([UInt8])
    case body(pointer: [UInt8])
    case query([UInt8])
    case header([UInt8])
}
