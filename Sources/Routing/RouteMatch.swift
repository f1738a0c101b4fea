/// An operation, and what its template captured from the path.
public struct RouteMatch: Sendable {
    public let operation: Operation
    /// By name in template order, decoded once for policy; a rest capture holds its `/`.
    public let captures: [(name: [UInt8], value: [UInt8])]
    /// The path to forward, below the mount.
    public let path: CanonicalPath

    init(operation: Operation, captures: [(name: [UInt8], value: [UInt8])], path: CanonicalPath) {
        self.operation = operation
        self.captures = captures
        self.path = path
    }
}
