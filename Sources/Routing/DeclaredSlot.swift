/// A credential slot that a route adds to the standard ones.
public enum DeclaredSlot: Sendable, Equatable {
    case query([UInt8])
    case form([UInt8])
}
