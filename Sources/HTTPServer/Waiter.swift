/// The tasks that wait for one direction of a connection: one as a rule, and a stale one of a handler that has returned.
struct Waiter {
    private var first: Waiting?
    private var others: [Waiting] = []

    @safe private struct Waiting {
        // SAFETY: resumed exactly once, since `wake` takes all of them out first; loop-confined.
        let continuation: UnsafeContinuation<Void, Never>

        func resume() { unsafe continuation.resume() }
    }

    mutating func hold(_ continuation: UnsafeContinuation<Void, Never>) {
        let waiting = unsafe Waiting(continuation: continuation)
        if first == nil { first = waiting } else { others.append(waiting) }
    }

    mutating func wake() {
        guard let first else { return }
        let others = others
        self = Waiter()
        first.resume()
        for waiting in others { waiting.resume() }
    }
}
