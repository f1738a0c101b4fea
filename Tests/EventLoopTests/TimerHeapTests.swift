import Testing

@testable import EventLoop

@Suite struct `Timer heap` {
    private let core = LoopCore(epoll: -1, wake: -1)

    private func timer() -> DeadlineTimer { DeadlineTimer(core: core, fire: {}) }

    private func moment(_ nanoseconds: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: nanoseconds) }

    @Test func `nothing comes up before its time`() {
        var heap = TimerHeap()
        heap.arm(timer(), at: moment(10))
        #expect(heap.popDue(moment(9)) == nil)
        #expect(heap.popDue(moment(10)) != nil)
        #expect(heap.count == 0)
    }

    @Test(arguments: [1, 2, 3, 7, 8, 100, 257] as [UInt64]) func `timers come up in order of time`(count: UInt64) {
        var heap = TimerHeap()
        let timers = (0..<count).map { _ in timer() }
        // A fixed permutation: 7919 is prime to every count here.
        for (place, timer) in timers.enumerated() { heap.arm(timer, at: moment(UInt64(place) * 7919 % count)) }
        var seen: [UInt64] = []
        while let timer = heap.popDue(moment(count)) { seen.append(timer.armedAt.nanoseconds) }
        #expect(seen == Array(0..<count))
    }

    @Test func `a timer stands once however often it is moved, and leaves when removed`() {
        var heap = TimerHeap()
        let timers = (0..<50).map { _ in timer() }
        for round in 0..<4 {
            for (place, timer) in timers.enumerated() { heap.arm(timer, at: moment(UInt64((place * 31 + round * 17) % 50))) }
        }
        #expect(heap.count == 50)
        for timer in timers where timer.armedAt.nanoseconds % 2 == 0 { heap.remove(timer) }
        heap.remove(timers[0])
        var seen: [UInt64] = []
        while let timer = heap.popDue(moment(100)) { seen.append(timer.armedAt.nanoseconds) }
        #expect(seen == seen.sorted())
        #expect(seen.allSatisfy { $0 % 2 == 1 })
        #expect(timers.allSatisfy { $0.place == -1 })
    }
}

@Suite struct `Deadline timer` {
    private final class Bell { var rings = 0 }

    private func moment(_ nanoseconds: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: nanoseconds) }

    @Test func `moving a deadline later leaves the heap alone until the old time comes`() {
        let core = LoopCore(epoll: -1, wake: -1)
        let bell = Bell()
        let timer = DeadlineTimer(core: core) { bell.rings += 1 }
        timer.set(moment(10))
        timer.set(moment(30))
        #expect(timer.armedAt == moment(10))
        core.fireTimers(at: moment(10))
        #expect(bell.rings == 0)
        #expect(timer.armedAt == moment(30))
        core.fireTimers(at: moment(29))
        #expect(bell.rings == 0)
        core.fireTimers(at: moment(30))
        core.fireTimers(at: moment(100))
        #expect(bell.rings == 1)
    }

    @Test func `moving a deadline nearer moves it in the heap`() {
        let core = LoopCore(epoll: -1, wake: -1)
        let bell = Bell()
        let timer = DeadlineTimer(core: core) { bell.rings += 1 }
        timer.set(moment(30))
        timer.set(moment(10))
        core.fireTimers(at: moment(10))
        #expect(bell.rings == 1)
        core.fireTimers(at: moment(30))
        #expect(bell.rings == 1)
    }

    @Test func `a cleared deadline does not fire and may be set again`() {
        let core = LoopCore(epoll: -1, wake: -1)
        let bell = Bell()
        let timer = DeadlineTimer(core: core) { bell.rings += 1 }
        timer.set(moment(10))
        timer.clear()
        core.fireTimers(at: moment(10))
        #expect(bell.rings == 0)
        timer.set(moment(20))
        core.fireTimers(at: moment(20))
        #expect(bell.rings == 1)
    }

    @Test func `the loop lets go of a cancelled timer at once`() {
        let core = LoopCore(epoll: -1, wake: -1)
        weak var held: DeadlineTimer?
        do {
            let timer = DeadlineTimer(core: core) {}
            timer.set(moment(UInt64.max))
            held = timer
            timer.cancel()
        }
        #expect(held == nil)
    }

    @Test func `a timer that sets itself in the past does not spin`() {
        let core = LoopCore(epoll: -1, wake: -1)
        let bell = Bell()
        var timer: DeadlineTimer?
        timer = DeadlineTimer(core: core) {
            bell.rings += 1
            timer?.set(MonotonicTime(nanoseconds: 1))
        }
        timer?.set(moment(1))
        core.fireTimers(at: moment(5))
        #expect(bell.rings == 1)
        core.fireTimers(at: moment(5))
        #expect(bell.rings == 2)
        timer?.cancel()
        timer = nil
    }
}
