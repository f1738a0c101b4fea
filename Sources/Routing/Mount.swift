/// Where agents reach an API on the gateway.
public enum Mount: Sendable, Equatable {
    /// A path prefix of whole segments: `/billing` is `[billing]`.
    case path([[UInt8]])
    /// A host name of its own, lower case, without port.
    case host([UInt8])

    /// What agents write before an API's own paths: `/billing`, or nothing under a host of its own.
    public var pathPrefix: [UInt8] {
        guard case .path(let segments) = self else { return [] }
        return segments.flatMap { [0x2f] + $0 }
    }
}
