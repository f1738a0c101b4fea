internal import Enforcement
internal import Synchronization

/// Whether this process takes requests: a revision is loaded, the listeners are open, and it is not stopping.
final class ProcessHealth: HealthSource {
    private let isListening = Atomic<Bool>(false)
    private let isStopping = Atomic<Bool>(false)

    func listening() { isListening.store(true, ordering: .releasing) }
    func stopping() { isStopping.store(true, ordering: .releasing) }

    func check() -> Health {
        Health(checks: [
            (name: "listeners", isPassing: isListening.load(ordering: .acquiring)),
            (name: "stopping", isPassing: !isStopping.load(ordering: .acquiring)),
        ])
    }
}
