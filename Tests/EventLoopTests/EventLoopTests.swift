import CLinux
import Glibc
import Synchronization
import Testing

@testable import EventLoop

/// A socket pair, closed at the end of its test.
private final class Pair: Sendable {
    let near: CInt
    let far: CInt

    init() {
        var ends: [CInt] = [-1, -1]
        socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends)
        (near, far) = (ends[0], ends[1])
        _ = clinux_set_nonblocking(near)
    }

    deinit {
        close(near)
        close(far)
    }

    func send() { _ = write(far, "x", 1) }
}

/// A count that threads share.
private final class Tally: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.add(1, ordering: .relaxed) }
}

extension EventLoop {
    /// What `body` says on the loop.
    fileprivate func ask<Answer: Sendable>(_ body: @escaping @Sendable () -> Answer) async -> Answer {
        await withCheckedContinuation { continuation in submit { continuation.resume(returning: body()) } }
    }
}

@Suite struct `Event loop` {
    @Test func `a spawned task stays on its loop across awaits`() async throws {
        let loop = try EventLoop(name: "stays")
        defer { loop.stop() }
        let places = await withCheckedContinuation { continuation in
            loop.spawn { @Sendable in
                var places = [loop.isCurrent]
                await Task.yield()
                places.append(loop.isCurrent)
                await withCheckedContinuation { inner in Thread.run { inner.resume() } }
                places.append(loop.isCurrent)
                await withTaskGroup(of: Bool.self) { group in
                    group.addTask { loop.isCurrent }
                    for await isThere in group { places.append(isThere) }
                }
                continuation.resume(returning: places)
            }
        }
        #expect(places == [true, true, true, true])
        #expect(!loop.isCurrent)
    }

    @Test func `closures submitted by many threads all run, each on the loop`() async throws {
        let loop = try EventLoop(name: "submit")
        defer { loop.stop() }
        let ran = Tally()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<200 { loop.submit { if loop.isCurrent { ran.add() } } }
                    await loop.ask {}
                }
            }
        }
        #expect(ran.count == 1600)
    }

    @Test func `a report comes when the descriptor turns readable`() async throws {
        let loop = try EventLoop(name: "report")
        defer { loop.stop() }
        let pair = Pair()
        let readiness: Readiness = await withCheckedContinuation { continuation in
            loop.submit {
                var watch: Watch?
                watch = try? loop.watch(pair.near, for: [.readable, .edgeTriggered]) { readiness in
                    watch?.cancel()
                    watch = nil
                    continuation.resume(returning: readiness)
                }
            }
            pair.send()
        }
        #expect(readiness.contains(.readable))
    }

    @Test func `cancelling another watch inside a report drops its event of the same turn`() async throws {
        let loop = try EventLoop(name: "cancel")
        defer { loop.stop() }
        let (first, second) = (Pair(), Pair())
        let reports = Tally()
        await loop.ask {
            var watches: [Watch] = []
            // Both are readable before the loop asks the kernel, so both events come in one turn; the first to come cancels both.
            for pair in [first, second] {
                pair.send()
                let watch = try? loop.watch(pair.near, for: .readable) { _ in
                    reports.add()
                    for watch in watches { watch.cancel() }
                    watches.removeAll()
                }
                if let watch { watches.append(watch) }
            }
        }
        await loop.ask {}
        await loop.ask {}
        #expect(reports.count == 1)
    }

    @Test func `a watch on a bad descriptor is an error that names the call`() async throws {
        let loop = try EventLoop(name: "bad")
        defer { loop.stop() }
        let code: CInt? = await loop.ask {
            do throws(SystemError) {
                _ = try loop.watch(-1, for: .readable) { _ in }
                return nil
            } catch { return error.code }
        }
        #expect(code == EBADF)
    }

    @Test func `turn ends run once, after what is ready`() async throws {
        let loop = try EventLoop(name: "ends")
        defer { loop.stop() }
        let order = Order()
        await withCheckedContinuation { continuation in
            loop.spawn { @Sendable in
                loop.atTurnEnd { order.append(3) }
                order.append(1)
                await Task.yield()
                order.append(2)
                loop.atTurnEnd { continuation.resume() }
            }
        }
        await loop.ask {}
        #expect(order.all == [1, 2, 3])
    }

    @Test func `a timer fires on the loop, not before its time`() async throws {
        let loop = try EventLoop(name: "timer")
        defer { loop.stop() }
        let isLate: Bool = await withCheckedContinuation { continuation in
            loop.submit {
                let deadline = loop.now + .milliseconds(3)
                var timer: DeadlineTimer?
                timer = loop.timer {
                    continuation.resume(returning: loop.isCurrent && loop.now >= deadline)
                    timer?.cancel()
                    timer = nil
                }
                timer?.set(deadline)
            }
        }
        #expect(isLate)
    }

    @Test func `a stopped loop ends its thread and gives back its descriptors`() throws {
        weak var held: EventLoop?
        do {
            let loop = try EventLoop(name: "stop")
            held = loop
            loop.stop()
            #expect(!loop.isCurrent)
        }
        #expect(held == nil)
    }
}

/// A thread of the system that is nobody's loop.
private enum Thread {
    static func run(_ body: @escaping @Sendable () -> Void) { Task.detached { body() } }
}

private final class Order: Sendable {
    private let places = Mutex<[Int]>([])
    var all: [Int] { places.withLock { $0 } }
    func append(_ place: Int) { places.withLock { $0.append(place) } }
}
