/// A path whose every reader agrees on its segments; what is forwarded is this and nothing else.
public struct CanonicalPath: Sendable, Equatable {
    /// What follows the mount: begins with `/`, or is empty where the request ended at the mount and the upstream has a base path.
    ///
    /// `UpstreamAddress.basePath` + `bytes` is the path to send; it is never empty.
    public let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }
}
