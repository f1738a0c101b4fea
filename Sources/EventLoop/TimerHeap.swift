/// A binary heap of timers by the time they are armed for; each timer stands in it at most once and knows its place.
///
/// BOUND: one entry a live timer, since a cancelled timer is taken out at once: closed connections leave nothing behind.
struct TimerHeap {
    private var timers: [DeadlineTimer] = []

    var count: Int { timers.count }
    var earliest: MonotonicTime? { timers.first?.armedAt }

    /// Puts `timer` in, or moves it, so that it comes up at `time`.
    mutating func arm(_ timer: DeadlineTimer, at time: MonotonicTime) {
        timer.armedAt = time
        if timer.place < 0 {
            timer.place = timers.count
            timers.append(timer)
        }
        siftUp(from: timer.place)
        siftDown(from: timer.place)
    }

    mutating func remove(_ timer: DeadlineTimer) {
        guard timer.place >= 0 else { return }
        let place = timer.place
        let last = timers.removeLast()
        timer.place = -1
        guard last !== timer else { return }
        put(last, at: place)
        siftUp(from: place)
        siftDown(from: last.place)
    }

    /// Takes out the first timer whose time has come.
    mutating func popDue(_ now: MonotonicTime) -> DeadlineTimer? {
        guard let first = timers.first, first.armedAt <= now else { return nil }
        remove(first)
        return first
    }

    private mutating func put(_ timer: DeadlineTimer, at place: Int) {
        timers[place] = timer
        timer.place = place
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        let timer = timers[child]
        while child > 0 {
            let parent = (child - 1) / 2
            guard timer.armedAt < timers[parent].armedAt else { break }
            put(timers[parent], at: child)
            child = parent
        }
        put(timer, at: child)
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        let timer = timers[parent]
        while true {
            var child = 2 * parent + 1
            guard child < timers.count else { break }
            if child + 1 < timers.count, timers[child + 1].armedAt < timers[child].armedAt { child += 1 }
            guard timers[child].armedAt < timer.armedAt else { break }
            put(timers[child], at: parent)
            parent = child
        }
        put(timer, at: parent)
    }
}
