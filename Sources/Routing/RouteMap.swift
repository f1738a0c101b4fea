public import HTTPCore

/// All routes of one revision, ready to match: stage 3 (mount) and the binding half of stage 4 (operation).
public struct RouteMap: Sendable {
    public let routes: [Route]
    private let mounts: MountIndex
    private let operations: [OperationIndex]
    private let reserved: [[UInt8]]

    /// - Parameter routes: as `RouteMapReader` returns them: two on one mount, or two operations that tie, are found there.
    /// - Parameter reserved: segments of the prefix under which the gateway answers itself, as the reader was told.
    public init(routes: [Route], reserved: [[UInt8]] = [[0x2d]]) {
        self.routes = routes
        self.reserved = reserved
        mounts = MountIndex(routes)
        operations = routes.map { OperationIndex($0.operations, allowsLooseRest: $0.allowsOpaquePaths) }
    }

    /// The route that `head` is mounted under, by host first, then by the longest path prefix.
    ///
    /// A host with a trailing dot is no host mount. The gateway's own paths have no route, in whatever spelling (`/%2D/`).
    /// - Returns: nil where no mount fits: `no_route`.
    public func mount(_ head: RequestHead) -> Mounted? {
        let path = ParsedPath(head.pathBytes)
        if path.starts(with: reserved) { return nil }
        if mounts.hasHosts, let index = mounts.route(host: head.fields.bytes, head.host.indices) {
            return Mounted(route: routes[index], path: path, mountSegments: 0, operations: operations[index])
        }
        guard let (index, segments) = mounts.route(path) else { return nil }
        return Mounted(route: routes[index], path: path, mountSegments: segments, operations: operations[index])
    }

    /// The operation that the mounted path and method mean, with its captures.
    public func bind(_ mounted: Mounted, method: Method) -> Binding {
        let path = mounted.path
        let start = mounted.mountSegments
        if let defect = path.defect { return .refused(defect.fault) }
        guard let operation = mounted.operations.find(path, from: start, method: method) else {
            return path.doubt(from: start).map { .refused($0.fault) } ?? .unbound
        }
        if !path.isPlain, isAmbiguous(mounted, method: method, operation) { return .ambiguous }
        return .bound(
            RouteMatch(operation: operation, captures: path.captures(of: operation.template, from: start), path: forwardedPath(mounted)))
    }

    /// Whether a request for this host name belongs to a host mount; such names need no entry in the listener's `names`.
    ///
    /// - Parameter host: lower case, without port.
    public func hasHostMount(_ host: ArraySlice<UInt8>) -> Bool {
        mounts.hasHosts && mounts.route(host: Array(host), 0..<host.count) != nil
    }

    /// Whether a server that decodes before it routes, or drops `;` parameters and empty segments, would run another operation.
    private func isAmbiguous(_ mounted: Mounted, method: Method, _ operation: Operation) -> Bool {
        let decoded = PathReading.decodingReader(mounted.path, from: mounted.mountSegments)
        return [decoded, PathReading.droppingReader(decoded)].contains { reading in
            guard let other = mounted.operations.find(ParsedPath(reading[...]), from: 0, method: method, isStrict: false) else {
                return false
            }
            return other.id != operation.id
        }
    }

    private func forwardedPath(_ mounted: Mounted) -> CanonicalPath {
        let tail = mounted.path.tail(from: mounted.mountSegments)
        return CanonicalPath(bytes: tail.isEmpty && mounted.route.upstream.basePath.isEmpty ? [0x2f] : Array(tail))
    }
}
