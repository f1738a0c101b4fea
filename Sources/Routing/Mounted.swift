/// A request under its mount: the route, and the whole path, read once.
public struct Mounted: Sendable {
    public let route: Route
    let path: ParsedPath
    /// How many segments of `path` are the mount's.
    let mountSegments: Int
    let operations: OperationIndex
}
