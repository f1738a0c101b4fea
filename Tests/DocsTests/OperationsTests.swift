import Telemetry
import Testing

/// docs/operations.md lists what operators can watch, all of it.
@Suite struct `Operations` {
    static let file = Repository.document("docs/operations.md")
    /// Made from other rooms' numbers when they are asked for.
    static let computed = ["unsettled_calls", "kept_answer_bytes"]

    @Test func `every metric has its row, in the order of the metrics page`() {
        let rows = Self.file.table(after: "metrics:").map { $0[0] }
        let names = Counter.allCases.map(\.rawValue) + Gauge.allCases.map(\.rawValue) + Self.computed
        #expect(rows == names.map { "`\($0)`" })
        let assembly = Repository.text(of: "Sources/boomgate/Assembly/GatewayProcess.swift")
        for name in Self.computed { #expect(assembly.contains("boomgate_\(name) ")) }
    }

    @Test func `a metric that nothing counts says so`() {
        let used = Repository.membersUsed { !$0.hasPrefix("Sources/Telemetry/Counter") && !$0.hasPrefix("Sources/Telemetry/Gauge") }
        let names = Counter.allCases.map { ("\($0)", $0.rawValue) } + Gauge.allCases.map { ("\($0)", $0.rawValue) }
        for (name, raw) in names {
            let row = Self.file.table(after: "metrics:").first { $0[0] == "`\(raw)`" }
            let saysSo = row?[1].hasSuffix("; nothing counts it yet") ?? false
            #expect(saysSo != used.contains(name), "`\(raw)`: \(used.contains(name) ? "is counted" : "is counted nowhere")")
        }
    }

    @Test func `every log line is listed with its level and keys`() {
        let rows = Self.file.table(after: "log lines:")
        var found: Set<String> = []
        for (path, text) in Repository.swiftSources where path.hasPrefix("Sources/boomgate") {
            for match in text.matches(of: /log\.(error|warning|info|debug)\(\s*"([^"]+)"(?:,\s*\[([^\]]*)\])?/) {
                let message = String(match.output.2)
                found.insert(message)
                let row = rows.first { $0[1] == "`\(message)`" }
                #expect(row?[0] == String(match.output.1), "\(path): `\(message)`")
                let keys = (match.output.3 ?? "").matches(of: /\.([a-z]+):/).map { "`\($0.output.1)`" }
                for key in keys { #expect(row?[2].contains(key) == true, "\(path): `\(message)` has the key \(key)") }
            }
        }
        #expect(found == Set(rows.compactMap { MarkdownFile.spans(in: $0[1]).first }))
        #expect(LogLevel.allCases.map(\.name) == ["error", "warning", "info", "debug"])
    }
}
