/// Holds async code until a test opens it: order without sleeping. Confined to one actor.
public final class Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    public init() {}

    public func pass() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    public func open() {
        isOpen = true
        let released = waiting
        waiting = []
        for one in released { one.resume() }
    }
}
