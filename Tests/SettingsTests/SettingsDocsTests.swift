import Documents
import Settings
import Testing

/// docs/settings.md is written by hand around tables that are made from the key tables.
@Suite struct `The settings reference` {
    @Test(arguments: ["gateway.yaml", "agents.yaml"])
    func `its tables say what the key tables say`(_ name: String) throws {
        let table = name == "gateway.yaml" ? GatewayKeys.table : AgentKeys.table
        let problems = Problems()
        let bytes = try #require(BoundedFile.read(Sample.root + "/docs/settings.md", bytesMax: 1 << 20, at: Mark(file: "docs"), problems))
        let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        let begin = lines.firstIndex(of: "<!-- keys of \(name): made from the key table, checked by SettingsDocsTests -->") ?? 0
        let written = lines[begin...].drop { !$0.hasPrefix("| `") }.prefix { $0.hasPrefix("| `") }
        let expected = table.markdownRows()
        #expect(Array(written) == expected, "docs/settings.md, table of \(name); expected:\n\(expected.joined(separator: "\n"))")
    }

    @Test func `every key says what it is for`() {
        func check(_ table: KeyTable) {
            for key in table.keys {
                switch key.type {
                case .mapping(let nested): check(nested)
                case .list(.mapping(let nested), _, _):
                    check(nested)
                    #expect(!key.summary.isEmpty, "\(table.subject): `\(key.name)`")
                default: #expect(key.summary.hasSuffix("."), "\(table.subject): `\(key.name)`")
                }
            }
        }
        check(GatewayKeys.table)
        check(AgentKeys.table)
    }
}
