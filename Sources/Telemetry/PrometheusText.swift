/// `/metrics`: the Prometheus text exposition format, version 0.0.4.
public enum PrometheusText {
    public static let contentType: StaticString = "text/plain; version=0.0.4; charset=utf-8"

    /// All counters, then all gauges; a family's `# HELP` and `# TYPE` stand once, before its first sample.
    public static func render(_ counters: Counters) -> [UInt8] {
        var text = ""
        text.reserveCapacity(16 * 1024)
        var lastFamily: Substring = ""
        for (counter, value) in counters.snapshot {
            let family = counter.rawValue.prefix { $0 != "{" }
            if family != lastFamily {
                text += "# HELP boomgate_\(family) \(counter.help)\n# TYPE boomgate_\(family) counter\n"
                lastFamily = family
            }
            text += "boomgate_\(counter.rawValue) \(value)\n"
        }
        for gauge in Gauge.allCases {
            text += "# HELP boomgate_\(gauge.rawValue) \(gauge.help)\n# TYPE boomgate_\(gauge.rawValue) gauge\n"
            text += "boomgate_\(gauge.rawValue) \(counters.value(of: gauge))\n"
        }
        return Array(text.utf8)
    }
}
