import Documents
import Vocabulary
import YAMLDocuments

@testable import Routing

/// Route files as tests write them.
enum RouteText {
    /// Reads each text as a file named `a.yaml`, `b.yaml` ...; every secret is `s3cret`.
    static func read(_ texts: String..., secret: Secret? = Secret(Array("s3cret".utf8))) -> (routes: [Route], problems: [String]) {
        let problems = Problems()
        let documents = texts.enumerated().compactMap { number, text in
            YAMLDocument.parse(
                Array(text.utf8), file: "routes/\("abcd".utf8.map { Character(UnicodeScalar($0)) }[number]).yaml", problems: problems)
        }
        let reader = RouteMapReader(problems: problems) { _, mark, problems in
            if secret == nil { problems.error(at: mark, "no such secret") }
            return secret
        }
        return (reader.routes(from: documents), problems.lines)
    }

    /// A sound map of five lines; `more` follows from line 6 on.
    static func map(
        _ more: String = "", api: String = "billing", upstream: String = "https://up.test", mount: String? = nil, id: String = "x.get"
    ) -> String {
        """
        api: \(api)
        mount: \(mount ?? "/" + api)
        upstream: \(upstream)
        environment: prod
        operations: [{id: \(id), http: "GET /v1/x", action: read, target: thing, open: true}]

        """ + more
    }

    /// A map whose one operation is `entry`, on line 6.
    static func operation(_ entry: String) -> String {
        "api: billing\nmount: /billing\nupstream: https://up.test\nenvironment: prod\noperations:\n- \(entry)\n"
    }
}
