import Testing

@testable import Telemetry

@Suite struct `Counters and gauges` {
    @Test func `each counter has its own word, in the order of the list`() {
        let counters = Counters()
        for (place, counter) in Counter.allCases.enumerated() {
            #expect(counter.index == place)
            counters.add(counter, UInt64(place + 1))
        }
        #expect(counters.snapshot.map(\.value) == (1...Counter.allCases.count).map(UInt64.init))
    }

    @Test func `each gauge has its own word and comes back to zero`() {
        let counters = Counters()
        for (place, gauge) in Gauge.allCases.enumerated() { #expect(gauge.index == place) }
        counters.raise(.openConnections)
        counters.raise(.openConnections)
        counters.lower(.openConnections)
        #expect(counters.value(of: .openConnections) == 1)
        #expect(counters.value(of: .idleConnections) == 0)
        counters.lower(.idleConnections)
        #expect(counters.value(of: .idleConnections) == -1)
    }

    @Test func `no count is lost between threads`() async {
        let counters = Counters()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<1000 { counters.add(.requests) } } }
        }
        #expect(counters.value(of: .requests) == 8000)
    }
}
