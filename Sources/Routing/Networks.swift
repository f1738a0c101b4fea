public import Vocabulary

/// Where an upstream's name may resolve to. The gateway's own listeners are never allowed, whatever stands here.
public struct Networks: Sendable, Equatable {
    public var allowsPublic = true
    /// RFC 1918, unique local addresses, 100.64/10.
    public var allowsPrivate = false
    public var allowsLoopback = false
    public var ranges: [AddressRange] = []

    public init() {}
}
