/// A deadline that may be moved on every request and costs a heap operation only when it comes nearer.
///
/// Loop-confined. Moving it later or clearing it is one store: the loop looks again when the old time comes.
public final class DeadlineTimer {
    private(set) var deadline: MonotonicTime?
    /// The heap entry that will look at this timer; entries with another time are stale.
    var armedAt: MonotonicTime?
    private unowned let core: LoopCore
    let fire: () -> Void

    init(core: LoopCore, fire: @escaping () -> Void) {
        self.core = core
        self.fire = fire
    }

    /// Fires once at `deadline`, on the loop; replaces what was set before.
    public func set(_ deadline: MonotonicTime) {
        self.deadline = deadline
        if let armedAt, armedAt <= deadline { return }
        armedAt = deadline
        core.arm(self, at: deadline)
    }

    public func clear() { deadline = nil }

    /// Takes the deadline if it has come; nil where it was cleared or moved on.
    func takeIfDue(_ now: MonotonicTime) -> Bool {
        guard let deadline else { return false }
        guard deadline <= now else {
            set(deadline)
            return false
        }
        self.deadline = nil
        return true
    }
}
