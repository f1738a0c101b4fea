internal import Glibc

/// How the process is told to end. Signals are blocked before any thread starts, then taken one by one by the main thread.
enum ProcessSignals {
    /// Call first thing, on the main thread: threads inherit what is blocked.
    static func block() {
        signal(SIGPIPE, SIG_IGN)
        var set = stopping()
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits until the process is told to end.
    static func waitForStop() {
        var set = stopping()
        var taken: CInt = 0
        while unsafe sigwait(&set, &taken) != 0 {}
    }

    /// Runs async code to its end from the main thread, which then does nothing else.
    static func wait(for body: @escaping @Sendable () async -> Void) {
        var ends: [CInt] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { return }
        let writing = ends[1]
        Task {
            await body()
            close(writing)
        }
        var byte: UInt8 = 0
        while unsafe read(ends[0], &byte, 1) < 0, errno == EINTR {}
        close(ends[0])
    }

    private static func stopping() -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGTERM)
        unsafe sigaddset(&set, SIGINT)
        return set
    }
}

/// Cores this process may run on.
func processorCount() -> Int { Int(sysconf(CInt(_SC_NPROCESSORS_ONLN))) }
