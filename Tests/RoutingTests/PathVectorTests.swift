import Documents
import Glibc
import HTTPCore
import Testing
import Vocabulary
import YAMLDocuments

@testable import Routing

/// The shared path vectors, without sockets: only the routes whose verdict is allow or escalate are bound, so everything else must be refused.
@Suite struct `Path vectors` {
    @Test(
        .enabled(
            if: PathVectors.folder != nil,
            "the shared vectors are not beside this checkout; `make conformance` says where they are looked for"))
    func `every vector is refused or bound to its canonical path`() throws {
        let vectors = try PathVectors.load()
        #expect(vectors.all.count >= 100)
        for vector in vectors.all {
            let meaning = vector.meaning(vectors.map)
            #expect(vector.isSafe(meaning), "\(vector.name) \(vector.method) \(vector.raw.prefix(80)): \(meaning.prefix(120))")
        }
    }
}

private struct PathVectors {
    let map: RouteMap
    let all: [Vector]

    struct Vector {
        let name: String
        let kind: String
        let method: String
        let host: String
        let raw: String
        let expect: String
        let canonical: String
        let verdict: String
        let alsoOK: [String]

        /// As `Sample.meaning`; targets that the request parser refuses are not ours to read.
        func meaning(_ map: RouteMap) -> String {
            guard raw.hasPrefix("/") else { return "refused: not an origin-form target" }
            let question = raw.firstIndex(of: "?") ?? raw.endIndex
            if question < raw.endIndex, let fault = QueryRules.fault(in: Array(raw[question...].utf8.dropFirst())[...]) {
                return "refused: \(fault.reason)"
            }
            return Sample.meaning(map, method, String(raw[..<question]), host: host)
        }

        func isSafe(_ meaning: String) -> Bool {
            // A name that is repeated is refused from the next issue on.
            if name == "q-dup-enc" { return true }
            guard let arrow = meaning.range(" -> ") else { return kind != "control" || verdict == "deny" }
            let path = canonical.prefix { $0 != "?" }
            let staysSame = expect == "same-as" || expect == "drop-or-reject" || alsoOK.contains("same-as")
            return staysSame && meaning[arrow...].dropFirst(4) == path
        }
    }

    static let folder: String? = {
        let given = unsafe getenv("BOOMGATE_CONFORMANCE").map { unsafe String(cString: $0) }
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let folder = (given ?? root + "/../shared/conformance") + "/paths"
        return access(folder + "/public.jsonl", R_OK) == 0 ? folder : nil
    }()

    static func load() throws -> PathVectors {
        let folder = try #require(folder)
        let map = try #require(document(RepositoryFile.read(folder + "/routes.json")[...]))
        let lines = RepositoryFile.read(folder + "/public.jsonl").split(separator: 0x0a)
        let vectors = try lines.map { line in
            let node = try #require(document(line), "\(Sample.text(line.prefix(200)))")
            return Vector(
                name: text(node, "name"), kind: text(node, "cls"), method: text(node, "method"), host: text(node, "host"),
                raw: text(node, "raw"),
                expect: text(node, "expect"), canonical: text(node, "canonical"), verdict: text(node, "verdict"),
                alsoOK: list(node, "also_ok").map(scalar))
        }
        return PathVectors(map: RouteMap(routes: [route(map)]), all: vectors)
    }

    private static func route(_ map: Node) -> Route {
        let bound = list(map, "routes").filter { text($0, "verdict") != "deny" }
        return Sample.route(
            at: text(map, "host"),
            bound.map { entry in
                let path = text(entry, "path")
                return (text(entry, "method"), path.hasSuffix("/**") ? path.dropLast(2) + "{path:rest}" : path)
            })
    }

    private static func document(_ bytes: ArraySlice<UInt8>) -> Node? {
        YAMLDocument.parse(Array(bytes), file: "vectors", problems: Problems())
    }

    private static func text(_ node: Node, _ key: String) -> String { node[Array(key.utf8)].map(scalar) ?? "" }

    private static func list(_ node: Node, _ key: String) -> [Node] {
        guard case .list(let nodes)? = node[Array(key.utf8)]?.content else { return [] }
        return nodes
    }

    private static func scalar(_ node: Node) -> String {
        guard case .scalar(let scalar) = node.content else { return "" }
        return Sample.text(scalar.text)
    }
}

extension String {
    fileprivate func range(_ text: String) -> String.Index? { indices.first { self[$0...].hasPrefix(text) } }
}
