/// Tells a transfer that nobody waits for it any more. Confined to its loop.
///
/// Before the first byte it means "do not send"; afterwards "stop". Writes are never stopped this way once sent: they are drained.
public final class AbortSignal {
    public private(set) var isRaised = false
    /// Called once, on the loop, when the signal is raised; set by whoever runs the transfer.
    public var whenRaised: (() -> Void)?

    public init() {}

    public func raise() {
        guard !isRaised else { return }
        isRaised = true
        let body = whenRaised
        whenRaised = nil
        body?()
    }
}
