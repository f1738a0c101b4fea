internal import Synchronization

/// The counters and gauges of one gateway: one atomic word each, shared by all threads.
///
/// Isolation: any thread; relaxed, so a snapshot is not one moment of all of them.
public final class Counters: Sendable {
    private let counts: [Word]
    private let levels: [Word]

    /// A word of its own object, so that an array of them can be shared without a lock.
    private final class Word: Sendable {
        let value = Atomic<UInt64>(0)
    }

    public init() {
        counts = Counter.allCases.map { _ in Word() }
        levels = Gauge.allCases.map { _ in Word() }
    }

    /// Wraps at 2^64, which Prometheus reads as a restart.
    public func add(_ counter: Counter, _ amount: UInt64 = 1) {
        counts[counter.index].value.wrappingAdd(amount, ordering: .relaxed)
    }

    public func value(of counter: Counter) -> UInt64 { counts[counter.index].value.load(ordering: .relaxed) }

    public func raise(_ gauge: Gauge) { levels[gauge.index].value.wrappingAdd(1, ordering: .relaxed) }

    public func lower(_ gauge: Gauge) { levels[gauge.index].value.wrappingSubtract(1, ordering: .relaxed) }

    /// Negative only while a `lower` overtakes its `raise`.
    public func value(of gauge: Gauge) -> Int64 { Int64(bitPattern: levels[gauge.index].value.load(ordering: .relaxed)) }

    public var snapshot: [(counter: Counter, value: UInt64)] { Counter.allCases.map { ($0, value(of: $0)) } }
}

extension Counter {
    /// The place in `allCases`; the enum has no payloads, so its only byte is that place.
    var index: Int { Int(unsafe unsafeBitCast(self, to: UInt8.self)) }
}

extension Gauge {
    var index: Int { Int(unsafe unsafeBitCast(self, to: UInt8.self)) }
}
