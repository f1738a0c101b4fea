/// A place in a request that differs between repeats of one call.
public enum AttachIgnored: Sendable, Equatable {
    case form([UInt8])
    case body(pointer: [UInt8])
    case query([UInt8])
    case header([UInt8])
}
