internal import CLinux
internal import Glibc

/// What only the loop's own thread touches: registrations, timers, jobs that are ready.
final class LoopCore {
    let epoll: CInt
    private let wake: CInt
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    private var timers = TimerHeap()
    /// Jobs that became runnable on this thread; run before the next wait.
    private var ready: [UnownedJob] = []
    private var spare: [UnownedJob] = []
    private var turnEnds: [() -> Void] = []
    private var spareTurnEnds: [() -> Void] = []
    private(set) var now = MonotonicTime.read()
    private(set) var isStopping = false

    private struct Slot {
        var watch: Watch?
        var generation: UInt32
    }

    init(epoll: CInt, wake: CInt) {
        self.epoll = epoll
        self.wake = wake
    }

    // MARK: registrations

    func add(descriptor: CInt, interest: Readiness, report: @escaping (Readiness) -> Void) throws(SystemError) -> Watch {
        let slot = freeSlots.popLast() ?? slots.count
        if slot == slots.count { slots.append(Slot(watch: nil, generation: 0)) }
        let watch = Watch(
            descriptor: descriptor, slot: slot, generation: slots[slot].generation, interest: interest, core: self, report: report)
        guard clinux_epoll_control(epoll, EPOLL_CTL_ADD, descriptor, interest.rawValue, watch.tag) == 0 else {
            freeSlots.append(slot)
            throw SystemError("epoll_ctl")
        }
        slots[slot].watch = watch
        return watch
    }

    func remove(_ watch: Watch) {
        // The descriptor may already be closed, then the kernel has removed it: the result says nothing more.
        _ = clinux_epoll_control(epoll, EPOLL_CTL_DEL, watch.descriptor, 0, 0)
        slots[watch.slot].watch = nil
        slots[watch.slot].generation &+= 1
        freeSlots.append(watch.slot)
    }

    // MARK: timers and turns

    func arm(_ timer: DeadlineTimer, at time: MonotonicTime) { timers.arm(timer, at: time) }

    func disarm(_ timer: DeadlineTimer) { timers.remove(timer) }

    func atTurnEnd(_ body: @escaping () -> Void) { turnEnds.append(body) }

    func enqueue(_ job: UnownedJob) { ready.append(job) }

    func stop() { isStopping = true }

    // MARK: one turn

    /// Runs everything that is ready, then waits for the kernel or the next deadline and reports what came.
    func turn(executor: UnownedTaskExecutor, events: UnsafeMutableBufferPointer<epoll_event>, takeInbox: () -> [UnownedJob]) {
        unsafe runReady(executor)
        let timeout = waitMilliseconds()
        let count = unsafe epoll_wait(epoll, events.baseAddress, CInt(events.count), timeout)
        now = MonotonicTime.read()
        for index in 0..<max(0, Int(count)) {
            let tag = unsafe clinux_epoll_tag(&events[index])
            let flags = unsafe clinux_epoll_events(&events[index])
            dispatch(tag: tag, flags: flags, takeInbox: takeInbox)
        }
        fireTimers(at: now)
    }

    private func dispatch(tag: UInt64, flags: UInt32, takeInbox: () -> [UnownedJob]) {
        guard tag != LoopCore.wakeTag else {
            var drained: UInt64 = 0
            _ = unsafe read(wake, &drained, MemoryLayout<UInt64>.size)
            ready.append(contentsOf: takeInbox())
            return
        }
        let slot = Int(tag & 0xFFFF_FFFF)
        guard slot < slots.count, let watch = slots[slot].watch, watch.generation == UInt32(tag >> 32) else { return }
        watch.report(Readiness(rawValue: flags))
    }

    func fireTimers(at now: MonotonicTime) {
        // BOUND: what a timer sets anew while it fires waits for the next turn, so that a deadline in the past cannot spin here.
        for _ in 0..<timers.count {
            guard let timer = timers.popDue(now) else { return }
            timer.come(now)
        }
    }

    private func runReady(_ executor: UnownedTaskExecutor) {
        // BOUND: jobs that enqueue jobs are run in generations; after 64 the kernel is asked, so that I/O is never starved.
        for _ in 0..<64 {
            guard !ready.isEmpty || !turnEnds.isEmpty else { return }
            swap(&ready, &spare)
            for job in spare { unsafe job.runSynchronously(on: executor) }
            spare.removeAll(keepingCapacity: true)
            if ready.isEmpty, !turnEnds.isEmpty {
                swap(&turnEnds, &spareTurnEnds)
                for end in spareTurnEnds { end() }
                spareTurnEnds.removeAll(keepingCapacity: true)
            }
        }
    }

    private func waitMilliseconds() -> CInt {
        if !ready.isEmpty || !turnEnds.isEmpty || isStopping { return 0 }
        guard let next = timers.earliest else { return -1 }
        // Measured from the start of this turn, which saves a look at the clock: a timer comes late by what the turn took at most.
        guard next > now else { return 0 }
        // Rounded up: waking a millisecond early would only turn the loop for nothing.
        return CInt(clamping: (next.nanoseconds - now.nanoseconds + 999_999) / 1_000_000)
    }

    static let wakeTag = UInt64.max
}
