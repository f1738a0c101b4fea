import Glibc
import Synchronization
import Testing

/// Runs each job on a thread of its own, so that a test may block in socket calls without holding up the other suites.
final class OwnThreads: TaskExecutor {
    static let shared = OwnThreads()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        OwnThreads.start { job.runSynchronously(on: OwnThreads.shared.asUnownedTaskExecutor()) }
    }

    private final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    static func start(_ body: @escaping @Sendable () -> Void) {
        var id = pthread_t()
        let context = Unmanaged.passRetained(Box(body)).toOpaque()
        let code = pthread_create(
            &id, nil,
            { context in
                if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, context)
        precondition(code == 0, "no thread for a test")
        pthread_detach(id)
    }
}

/// How many live tests run at a time: each has a gateway process and spends most of its time waiting.
actor LiveSlots {
    static let shared = LiveSlots()

    private var free = 8
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        if free > 0 {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func give() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

/// A test that talks to live processes: on a thread of its own, a bounded number at a time.
struct LiveTrait: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        await LiveSlots.shared.take()
        do {
            try await withTaskExecutorPreference(OwnThreads.shared) { try await function() }
        } catch {
            await LiveSlots.shared.give()
            throw error
        }
        await LiveSlots.shared.give()
    }
}

extension Trait where Self == LiveTrait {
    static var live: LiveTrait { LiveTrait() }
}

/// A door between a test and the threads of its upstream: shut until opened, then open for good.
final class Latch: Sendable {
    private let isOpen = Mutex(false)

    func open() { isOpen.withLock { $0 = true } }

    /// - Returns: false where nobody opened it in time.
    @discardableResult func wait(seconds: Double = 30) -> Bool { eventually(within: seconds) { isOpen.withLock { $0 } } }
}

/// Monotonic time in seconds.
func uptime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Looks at a condition until it holds or the deadline has passed; the deadline is for a loaded machine, not an expectation.
@discardableResult func eventually(within seconds: Double = 20, _ condition: () -> Bool) -> Bool {
    let deadline = uptime() + seconds
    while !condition() {
        if uptime() > deadline { return false }
        poll(nil, 0, 2)
    }
    return true
}
