/// Where agents reach an API on the gateway.
public enum Mount: Sendable, Equatable {
    /// A path prefix of whole segments: `/billing` is `[billing]`.
    case path([[UInt8]])
    /// A host name of its own, lower case, without port.
    case host([UInt8])
}
