import Testing

@testable import Telemetry

@Suite struct `Prometheus text` {
    private func lines(_ counters: Counters) -> [String] {
        String(decoding: PrometheusText.render(counters), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func `no family stands in two places and each is described once`() {
        var seen: [String] = []
        for line in lines(Counters()) where line.hasPrefix("# TYPE ") { seen.append(String(line.split(separator: " ")[2])) }
        #expect(Set(seen).count == seen.count)
        #expect(Set(Counter.allCases.map { "boomgate_" + $0.rawValue.prefix { $0 != "{" } }).isSubset(of: seen))
    }

    @Test func `every family has a sentence of help`() {
        for line in lines(Counters()) where line.hasPrefix("# HELP ") {
            #expect(line.split(separator: " ").count > 3, "\(line)")
        }
    }

    @Test func `names are those Prometheus admits`() {
        for counter in Counter.allCases {
            let name = counter.rawValue.prefix { $0 != "{" }
            #expect(name.hasSuffix("_total"))
            #expect(name.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == 0x5f })
        }
    }

    @Test func `a sample carries its label and value`() {
        let counters = Counters()
        counters.add(.refusedAddressCap, 7)
        counters.raise(.openConnections)
        let lines = lines(counters)
        #expect(lines.contains("boomgate_connections_refused_total{cap=\"address\"} 7"))
        #expect(lines.contains("# TYPE boomgate_open_connections gauge"))
        #expect(lines.contains("boomgate_open_connections 1"))
    }
}
