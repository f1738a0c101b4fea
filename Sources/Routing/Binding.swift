/// What the mounted path and the method mean.
public enum Binding: Sendable {
    case bound(RouteMatch)
    /// No operation fits: outcome block.
    case unbound
    /// The path reads as one operation as it stands and as another once decoded.
    case ambiguous
    /// The path cannot be read in one way only.
    case refused(PathFault)
}
