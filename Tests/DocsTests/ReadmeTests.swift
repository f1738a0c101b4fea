import Testing

@testable import boomgate

/// The first page: short, and every command on it works.
@Suite struct `Documents` {
    @Test func `the readme is one screen, no document is longer than 400 lines`() {
        #expect(Repository.document("README.md").lines.count <= 70)
        for file in Repository.documents { #expect(file.lines.count <= 400, "\(file.path): \(file.lines.count) lines") }
    }

    @Test(arguments: Repository.documents) func `verbs of make exist`(_ file: MarkdownFile) {
        let verbs = Set(Repository.text(of: "Makefile").matches(of: /(?m)^([a-z]+):/).map { String($0.output.1) })
        #expect(verbs.contains("check"))
        let commands = file.spans.map(\.text) + file.lines.filter { $0.hasPrefix("    make") }.map { String($0.dropFirst(4)) }
        for command in commands {
            guard let match = command.prefixMatch(of: /make ([a-z]+)/) else { continue }
            #expect(verbs.contains(String(match.output.1)), "\(file.path): `\(command)`")
        }
        for line in file.lines where line.contains("the other verbs:") {
            for verb in line.drop(while: { $0 != ":" }).dropFirst().split(separator: ",") {
                #expect(verbs.contains(verb.filter { $0 != " " }), "\(file.path): `\(verb)`")
            }
        }
    }

    @Test(arguments: Repository.documents) func `commands of boomgate exist`(_ file: MarkdownFile) {
        let names = Set(CommandLineTool.commands.map(\.name))
        for (number, text) in file.spans {
            guard let match = text.prefixMatch(of: /boomgate ([a-z-]+)/) else { continue }
            #expect(names.contains(String(match.output.1)), "\(file.path):\(number): `\(text)`")
        }
    }

    @Test func `operations lists every command`() {
        let rows = Repository.document("docs/operations.md").prose.map(\.line)
        for command in CommandLineTool.commands {
            #expect(rows.contains { $0.hasPrefix("| `\(command.name)` |") }, "docs/operations.md: no row for `\(command.name)`")
        }
    }

    @Test func `the refused call of the readme is the demo's`() {
        let readme = Repository.text(of: "README.md")
        let calls = Repository.text(of: ".ci/demo-calls")
        let key = calls.matches(of: /key=(\S+)/).first.map { String($0.output.1) }
        #expect(key.map(readme.contains) == true)
        #expect(calls.contains("-X DELETE $gateway/billing/v1/customers"))
        #expect(readme.contains("-X DELETE http://127.0.0.1:8080/billing/v1/customers"))
    }

    @Test func `one version everywhere`() {
        #expect(Repository.text(of: "VERSION") == VersionCommand.version + "\n")
        #expect(Repository.text(of: "CHANGELOG.md").contains("## [\(VersionCommand.version)]"))
    }
}
