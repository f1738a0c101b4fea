/// A binary heap of times; stale entries are left in place and skipped by their owner when they come up.
struct TimerHeap {
    private var entries: [(time: MonotonicTime, timer: DeadlineTimer)] = []

    var earliest: MonotonicTime? { entries.first?.time }

    mutating func push(_ time: MonotonicTime, _ timer: DeadlineTimer) {
        entries.append((time, timer))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].time < entries[parent].time else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    mutating func popDue(_ now: MonotonicTime) -> (MonotonicTime, DeadlineTimer)? {
        guard let first = entries.first, first.time <= now else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            siftDown()
        }
        return first
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count && entries[child].time < entries[smallest].time {
                smallest = child
            }
            guard smallest != parent else { return }
            entries.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
