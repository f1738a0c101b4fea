import Dispatch
import Synchronization

/// Eight threads at one Mutex; with the argument `raced`, also at a variable that it does not guard.
final class Tally: Sendable {
    let counts = Mutex<[Int: Int]>([:])
    nonisolated(unsafe) var unguarded = 0
}

let tally = Tally()
let races = CommandLine.arguments.contains("raced")
DispatchQueue.concurrentPerform(iterations: 8) { _ in
    for turn in 0..<20_000 {
        tally.counts.withLock { $0[turn % 64, default: 0] += 1 }
        if races { tally.unguarded += 1 }
    }
}
print(tally.counts.withLock { $0.values.reduce(0, +) })
