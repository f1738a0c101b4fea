import Glibc
import Synchronization

/// Something a test waits for that happens on another thread, once.
final class ThreadGate: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Holds the calling thread, for threads of the test's own.
    func block() {
        let signal = Signal()
        Task {
            await wait()
            signal.post()
        }
        signal.wait()
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

/// A semaphore that may cross threads.
private final class Signal: Sendable {
    private let pipe: (read: CInt, write: CInt)

    init() {
        var ends: [CInt] = [-1, -1]
        _ = Glibc.pipe(&ends)
        pipe = (ends[0], ends[1])
    }

    deinit {
        close(pipe.read)
        close(pipe.write)
    }

    func post() { _ = write(pipe.write, "x", 1) }

    func wait() {
        var byte: UInt8 = 0
        _ = read(pipe.read, &byte, 1)
    }
}
