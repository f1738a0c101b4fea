import Testing

/// What documents and comments point at is there.
@Suite struct `References` {
    @Test(arguments: Repository.documents) func `links lead to files and headings that exist`(_ file: MarkdownFile) {
        #expect(!file.lines.isEmpty && file.lines != [""])
        for (number, target) in file.links where !target.hasPrefix("https://") {
            let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let path = parts[0].isEmpty ? file.path : resolved(parts[0], from: file.path)
            #expect(Repository.exists(path), "\(file.path):\(number): `\(target)` leads nowhere")
            if parts.count == 2 {
                #expect(
                    Repository.document(path).anchors.contains(parts[1]), "\(file.path):\(number): `\(path)` has no heading `#\(parts[1])`")
            }
        }
    }

    @Test(arguments: Repository.documents) func `files named in code spans exist`(_ file: MarkdownFile) {
        let folders = ["Sources/", "Tests/", "docs/", "routes/", "docker/", "Benchmarks/", ".ci/"]
        for (number, text) in file.spans where text.wholeMatch(of: /[A-Za-z0-9._+\/-]+/) != nil && !text.contains("/.") {
            if folders.contains(where: text.hasPrefix) {
                #expect(Repository.exists(text), "\(file.path):\(number): there is no `\(text)`")
            } else if text.hasSuffix(".swift"), !text.contains("/") {
                let isThere = Repository.swiftSources.contains { $0.path.hasSuffix("/" + text) }
                #expect(isThere || text == "file.swift", "\(file.path):\(number): there is no `\(text)`")
            }
        }
    }

    @Test func `types and functions that the life of a request names exist`() {
        let file = Repository.document("docs/life-of-a-request.md")
        let types = Repository.declared(["struct", "class", "enum", "protocol", "typealias"])
        let members = Repository.declared(["func", "var", "let", "case", "enum", "struct"])
        // Swift's own.
        let foreign = ["TaskExecutor"]
        var found = 0
        for (number, text) in file.spans {
            guard let match = text.wholeMatch(of: /([A-Z][A-Za-z]+)(?:\.([A-Za-z]+))?/), !foreign.contains(text) else { continue }
            found += 1
            #expect(types.contains(String(match.output.1)), "\(file.path):\(number): there is no type `\(match.output.1)`")
            if let member = match.output.2 {
                #expect(members.contains(String(member)), "\(file.path):\(number): nothing is called `\(member)`")
            }
        }
        #expect(found > 30)
    }

    @Test func `tests that the threat model names exist`() {
        let file = Repository.document("docs/threat-model.md")
        var found = 0
        for (number, line) in file.prose where line.hasPrefix("|") {
            let spans = MarkdownFile.spans(in: line)
            guard let at = spans.firstIndex(where: { $0.hasPrefix("Tests/") }) else { continue }
            found += 1
            let name = at + 1 < spans.count ? spans[at + 1] : ""
            #expect(Repository.text(of: spans[at]).contains("func `\(name)`"), "\(file.path):\(number): \(spans[at]) has no test `\(name)`")
        }
        #expect(found >= 25)
    }

    @Test func `documents named in the sources exist, and so do the headings`() {
        let tests = Repository.files(under: "Tests").filter { $0.hasSuffix(".swift") && !$0.hasPrefix("Tests/DocsTests/") }
        let others = (tests + ["Package.swift", "gateway.yaml", "agents.yaml"]).map { ($0, Repository.text(of: $0)) }
        for (path, text) in Repository.swiftSources.map({ ($0.path, $0.text) }) + others {
            for match in text.matches(of: /docs\/(decisions\/[0-9]{4}|[a-z-]+\.md)(?:, "([^"]+)")?/) {
                let name = String(match.output.1)
                if name.hasPrefix("decisions/") {
                    let isThere = Repository.files(under: "docs/decisions").contains { $0.hasPrefix("docs/" + name) }
                    #expect(isThere, "\(path): there is no docs/\(name)")
                    continue
                }
                #expect(Repository.exists("docs/" + name), "\(path): there is no docs/\(name)")
                if let heading = match.output.2 {
                    let headings = Repository.document("docs/" + name).headings
                    #expect(headings.contains(String(heading)), "\(path): docs/\(name) has no heading `\(heading)`")
                }
            }
        }
    }

    private func resolved(_ target: String, from path: String) -> String {
        var parts = path.split(separator: "/").dropLast().map(String.init)
        for part in target.split(separator: "/") {
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }
}
