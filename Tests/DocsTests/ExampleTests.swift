import Documents
import Routing
import Testing
import Vocabulary
import YAMLDocuments

/// Every example that says it is YAML is what our own readers accept.
@Suite struct `Examples` {
    static let files = Repository.documents.filter { file in file.fences.contains { $0.language == "yaml" } }

    @Test(arguments: files) func `a YAML block is read without a word`(_ file: MarkdownFile) {
        for fence in file.fences where fence.language == "yaml" {
            let problems = Problems()
            let document = YAMLDocument.parse(Array(fence.text.utf8), file: file.path, problems: problems)
            #expect(document != nil && problems.lines == [], "\(file.path)\n\(fence.text)\n\(problems.lines)")
            guard let document, fence.text.hasPrefix("api:") else { continue }
            let routes = RouteMapReader(problems: problems) { _, _, _ in Secret(Array("Bearer secret".utf8)) }.routes(from: [document])
            #expect(routes.count == 1 && problems.lines == [], "\(file.path)\n\(fence.text)\n\(problems.lines)")
        }
    }

    @Test func `there are examples`() { #expect(Self.files.map(\.path).contains("README.md")) }
}
