import Documents
import HTTPCore
import Testing
import Vocabulary
import YAMLDocuments

@testable import Routing

@Suite struct `Shipped route maps` {
    static let names = ["billing", "crm", "tickets", "cloud", "openai", "stripe", "github", "slack"]

    @Test func `all load together, each with the credential that the demo upstream takes`() throws {
        let problems = Problems()
        let documents = Self.names.compactMap { name in
            let file = RepositoryFile.root + "/routes/\(name).yaml"
            return YAMLDocument.parse(RepositoryFile.read(file), file: file, problems: problems)
        }
        let routes = RouteMapReader(problems: problems) { template, _, _ in
            guard case .file(let path)? = template.parts.last else { return nil }
            let secret = RepositoryFile.read(RepositoryFile.root + "/routes/" + Sample.text(path)).dropLast()
            return Secret(Array("Bearer ".utf8) + secret)
        }.routes(from: documents)
        #expect(problems.lines == [])
        #expect(routes.map { $0.api.description } == Self.names)
        for route in routes {
            #expect(route.credential?.value.matches(Array("Bearer demo-\(route.api)-credential".utf8)) == true)
            #expect(
                Sample.text(route.upstream.basePath) == "/\(route.api)" && route.networks.allowsLoopback && !route.networks.allowsPublic)
        }
        let map = RouteMap(routes: routes)
        for (method, path, meaning) in [
            ("POST", "/billing/v1/refunds", "billing.refund.create -> /v1/refunds"),
            ("DELETE", "/cloud/v1/instances/i-1", "cloud.instance.terminate id=i-1 -> /v1/instances/i-1"),
            ("GET", "/slack/api/conversations.list", "slack.channel.list -> /api/conversations.list"),
            ("GET", "/github/repos/o/r/issues", "github.issue.list owner=o repo=r -> /repos/o/r/issues"),
            ("DELETE", "/github/repos/o/r", "unbound"), ("GET", "/billing", "unbound"), ("GET", "/nowhere", "no route"),
        ] {
            #expect(Sample.meaning(map, method, path) == meaning)
        }
    }

    @Test func `every map in the examples of the reference loads`() {
        let text = Sample.text(RepositoryFile.read(RepositoryFile.root + "/docs/routes.md"))
        let fences = text.components(between: "```yaml\n", and: "```")
        #expect(fences.count >= 2)
        for fence in fences { #expect(RouteText.read(fence).problems == [], "\(fence)") }
    }

    @Test func `the reference lists every key as the reader knows it`() {
        let text = Sample.text(RepositoryFile.read(RepositoryFile.root + "/docs/routes.md"))
        let missing = RouteSchema.route.markdownRows().filter { !text.utf8.contains($0.utf8) }
        #expect(missing == [])
    }
}

extension String {
    fileprivate func components(between open: String, and close: String) -> [String] {
        var found: [String] = []
        var inside: [Substring]?
        for line in split(separator: "\n", omittingEmptySubsequences: false) {
            if let lines = inside, line == close {
                found.append(lines.joined(separator: "\n") + "\n")
                inside = nil
            } else if inside != nil {
                inside?.append(line)
            } else if line + "\n" == open {
                inside = []
            }
        }
        return found
    }
}

extension String.UTF8View {
    fileprivate func contains(_ other: String.UTF8View) -> Bool {
        let haystack = Array(self)
        let needle = Array(other)
        guard needle.count <= haystack.count, let first = needle.first else { return false }
        return haystack.indices.contains { at in
            haystack[at] == first && haystack[at...].starts(with: needle)
        }
    }
}
