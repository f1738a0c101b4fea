public import HTTPCore

/// All routes of one revision, ready to match: stage 3 (mount) and the binding half of stage 4 (operation).
public struct RouteMap: Sendable {
    public let routes: [Route]

    /// - Returns: the map; two routes on one mount, or an operation under the reserved prefix, are found by the reader before this.
    public init(routes: [Route]) { self.routes = routes }

    /// The route that `head` is mounted under, by host first, then by the longest path prefix.
    ///
    /// - Parameter hostIsMountOnly: host names that are mounts of their own are matched without port, in any case.
    /// - Returns: nil where no mount fits: `no_route`.
    public func mount(_ head: RequestHead) -> Mounted? { nil }

    /// The operation that the mounted path and method mean, with its captures.
    public func bind(_ mounted: Mounted, method: Method) -> Binding { .unbound }

    /// Whether a request for this host name belongs to a host mount; such names need no entry in the listener's `names`.
    public func hasHostMount(_ host: ArraySlice<UInt8>) -> Bool { false }
}

/// A request under its mount: the route, and the path that is left, canonical or refused.
public struct Mounted: Sendable {
    public let route: Route
    /// What comes after the mount; or why it cannot be read in one way only.
    public let path: Result<CanonicalPath, PathFault>

    init(route: Route, path: Result<CanonicalPath, PathFault>) {
        self.route = route
        self.path = path
    }
}

/// A path whose every reader agrees on its segments; what is forwarded is this and nothing else.
public struct CanonicalPath: Sendable, Equatable {
    /// Below the mount, begins with `/`.
    public let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }
}

/// Why a path was refused; status 400.
public struct PathFault: Error, Equatable, Sendable {
    /// A constant sentence without the peer's bytes.
    public let reason: String

    init(_ reason: String) { self.reason = reason }
}

public enum Binding: Sendable {
    /// Captures by name in template order, decoded once for policy.
    case bound(RouteMatch)
    /// No operation fits: outcome block.
    case unbound
    /// The path reads as one operation raw and as another decoded.
    case ambiguous
    /// The path or the query cannot be read in one way only.
    case refused(PathFault)
}

public struct RouteMatch: Sendable {
    public let operation: Operation
    public let captures: [(name: [UInt8], value: [UInt8])]
    /// The path to forward, below the mount.
    public let path: CanonicalPath

    init(operation: Operation, captures: [(name: [UInt8], value: [UInt8])], path: CanonicalPath) {
        self.operation = operation
        self.captures = captures
        self.path = path
    }
}

/// Query strings with the severity of paths: what two readers could split differently is refused.
public enum QueryRules {
    /// - Returns: nil where the query may be forwarded byte for byte.
    public static func fault(in query: ArraySlice<UInt8>) -> PathFault? { nil }
}
