/// A deadline that may be moved on every request and costs a heap operation only when it comes nearer.
///
/// Loop-confined. Moving it later or clearing it is one store: the loop looks again when the old time comes. The loop holds the timer
/// until then, so whoever is done with it for good says `cancel()`.
public final class DeadlineTimer {
    private var deadline: MonotonicTime?
    /// When the loop looks at this timer next; means nothing while `place` is negative.
    var armedAt = MonotonicTime(nanoseconds: 0)
    /// The place in the loop's heap; -1: not in it.
    var place = -1
    private unowned let core: LoopCore
    private let fire: () -> Void

    init(core: LoopCore, fire: @escaping () -> Void) {
        self.core = core
        self.fire = fire
    }

    /// Fires once at `deadline`, on the loop; replaces what was set before.
    public func set(_ deadline: MonotonicTime) {
        self.deadline = deadline
        if place >= 0, armedAt <= deadline { return }
        core.arm(self, at: deadline)
    }

    /// Nothing fires until the next `set`.
    public func clear() { deadline = nil }

    /// Like `clear`, and the loop lets go of the timer at once.
    public func cancel() {
        deadline = nil
        if place >= 0 { core.disarm(self) }
    }

    /// The loop looks: fires if the deadline has come, arms again if it was moved on.
    func come(_ now: MonotonicTime) {
        guard let deadline else { return }
        guard deadline <= now else { return set(deadline) }
        self.deadline = nil
        fire()
    }
}
