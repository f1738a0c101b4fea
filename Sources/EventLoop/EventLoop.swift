internal import CLinux
internal import Glibc
internal import Synchronization

/// An epoll loop on a thread of its own that is a `TaskExecutor`: async code given to it never leaves the thread.
///
/// Everything registered here (watches, timers, turn ends) is loop-confined: call those members only on the loop's thread.
/// `spawn`, `submit` and `stop` are the members any thread may call.
public final class EventLoop: TaskExecutor {
    private let core: Confined
    private let inbox = Mutex(Inbox())
    private let epoll: CInt
    private let wake: CInt
    private let mark = Atomic<UInt>(0)
    private let thread = Mutex<pthread_t?>(nil)
    public let name: String

    private struct Inbox {
        var jobs: [UnownedJob] = []
        var closures: [@Sendable () -> Void] = []
        var isSignalled = false
    }

    /// Starts the loop's thread. Throws where the kernel gives no descriptor or thread.
    public init(name: String) throws(SystemError) {
        let epoll = epoll_create1(CInt(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw SystemError("epoll_create1") }
        wake = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
        guard wake >= 0, clinux_epoll_control(epoll, EPOLL_CTL_ADD, wake, EPOLLIN.rawValue, LoopCore.wakeTag) == 0 else {
            let error = SystemError(wake < 0 ? "eventfd" : "epoll_ctl")
            close(epoll)
            if wake >= 0 { close(wake) }
            throw error
        }
        self.epoll = epoll
        self.name = name
        core = Confined(LoopCore(epoll: epoll, wake: wake))
        try startThread()
    }

    /// The thread holds its loop, so this comes after `stop` only.
    deinit {
        close(epoll)
        close(wake)
    }

    /// Whether the calling thread is this loop's.
    public var isCurrent: Bool { unsafe mark.load(ordering: .relaxed) == UInt(bitPattern: clinux_thread_mark()) }

    // MARK: from any thread

    /// Runs `body` as a task that stays on this loop.
    public func spawn(_ body: sending @escaping @isolated(any) () async -> Void) {
        Task(executorPreference: self, operation: body)
    }

    /// Runs `body` on the loop's thread, soon.
    public func submit(_ body: @escaping @Sendable () -> Void) {
        signal { $0.closures.append(body) }
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent { core.value.enqueue(job) } else { signal { $0.jobs.append(job) } }
    }

    /// Ends the loop after the turn it is in, and waits for its thread. Call from another thread, once.
    public func stop() {
        submit { [self] in core.value.stop() }
        if let thread = thread.withLock({ $0.take() }) { pthread_join(thread, nil) }
    }

    // MARK: on the loop's thread

    /// The time read at the start of this turn.
    public var now: MonotonicTime { core.value.now }

    /// Reports what the kernel says of `descriptor` until the watch is cancelled. The watch does not own the descriptor.
    public func watch(
        _ descriptor: CInt, for interest: Readiness, report: @escaping (Readiness) -> Void
    ) throws(SystemError) -> Watch {
        try core.value.add(descriptor: descriptor, interest: interest, report: report)
    }

    public func timer(_ fire: @escaping () -> Void) -> DeadlineTimer { DeadlineTimer(core: core.value, fire: fire) }

    /// Runs `body` once everything that is ready now has run, before the kernel is asked again: the place to batch.
    public func atTurnEnd(_ body: @escaping () -> Void) { core.value.atTurnEnd(body) }

    // MARK: the thread

    private func signal(_ change: (inout Inbox) -> Void) {
        let needsWake = inbox.withLock { inbox in
            change(&inbox)
            defer { inbox.isSignalled = true }
            return !inbox.isSignalled
        }
        guard needsWake else { return }
        var one: UInt64 = 1
        _ = unsafe write(wake, &one, MemoryLayout<UInt64>.size)
    }

    private func takeInbox() -> [UnownedJob] {
        let taken = inbox.withLock { inbox in
            defer { inbox = Inbox() }
            return inbox
        }
        for closure in taken.closures { closure() }
        return taken.jobs
    }

    private func startThread() throws(SystemError) {
        var id = pthread_t()
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        let code = unsafe pthread_create(
            &id, nil,
            { context in
                unsafe Unmanaged<EventLoop>.fromOpaque(context.unsafelyUnwrapped).takeRetainedValue().run()
                return nil
            }, context)
        guard code == 0 else {
            unsafe Unmanaged<EventLoop>.fromOpaque(context).release()
            throw SystemError("pthread_create", code: code)
        }
        unsafe clinux_name_thread(id, name)
        thread.withLock { $0 = id }
    }

    private func run() {
        unsafe mark.store(UInt(bitPattern: clinux_thread_mark()), ordering: .relaxed)
        let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 256)
        defer { unsafe events.deallocate() }
        let executor = unsafe asUnownedTaskExecutor()
        let core = core.value
        while !core.isStopping {
            unsafe core.turn(executor: executor, events: events, takeInbox: takeInbox)
        }
        // The address of this thread's mark may become another thread's: nobody is on this loop any more.
        mark.store(0, ordering: .relaxed)
    }
}

/// The loop's own state, which the loop guards itself: `LoopBound` needs a loop and would need this first.
private struct Confined: @unchecked Sendable {
    // SAFETY: touched only on the loop's thread; `EventLoop`'s docs say which members that binds.
    let value: LoopCore
    init(_ value: LoopCore) { self.value = value }
}
