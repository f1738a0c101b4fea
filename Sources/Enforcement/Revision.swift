public import Routing
internal import Synchronization

/// Everything a decision rests on, as one immutable value: taken at stage 3, carried to the end, named in every record.
public final class Revision: Sendable {
    public let routes: RouteMap
    /// SHA-256 of the files it was loaded from; 32 bytes.
    public let digest: [UInt8]

    public init(routes: RouteMap, digest: [UInt8]) {
        self.routes = routes
        self.digest = digest
    }
}

/// The revision that new requests take. A reload swaps it; requests on their way keep theirs.
public final class CurrentRevision: Sendable {
    private let stored: Mutex<Revision>

    public init(_ revision: Revision) { stored = Mutex(revision) }

    public var value: Revision { stored.withLock { $0 } }

    public func swap(for revision: Revision) { stored.withLock { $0 = revision } }
}
