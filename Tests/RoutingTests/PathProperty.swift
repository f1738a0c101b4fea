import HTTPCore
import Routing
import Vocabulary

/// What must hold for any bytes sent as a path: shared by the tests and by the fuzzer.
enum PathProperty {
    static let map: RouteMap? = {
        let templates = [
            "/", "/v1/files/{name}", "/v1/files/", "/v1/{a}/{b}", "/v1/models/{m}:run", "/p/{id:opaque}", "/p/{id:opaque}/issues",
            "/public/{path:rest}",
            "/public/a/b",
        ]
        let operations = templates.compactMap { text -> Operation? in
            guard let template = try? PathTemplate(parsing: Array(text.utf8)) else { return nil }
            return Operation(id: OperationID(text), methods: .any, template: template, action: "read", target: "thing")
        }
        guard operations.count == templates.count else { return nil }
        let upstream = UpstreamAddress(isSecure: true, host: Array("up.test".utf8), port: 443)
        return RouteMap(routes: [
            Route(api: "strict", mount: .path([]), upstream: upstream, environment: "test", operations: operations),
            Route(
                api: "loose", mount: .host([0x6c]), upstream: upstream, environment: "test", allowsOpaquePaths: true, operations: operations
            ),
        ])
    }()

    /// - Returns: the promise that `input` breaks; nil where all hold.
    static func broken(by input: [UInt8]) -> String? {
        guard let map else { return "the map of the property does not load" }
        _ = QueryRules.fault(in: input[...])
        if let template = try? PathTemplate(parsing: input), template.segments.count > 64 { return "a template has at most 64 segments" }
        return broken(by: [0x2f] + input, map, host: [0x73]) ?? broken(by: [0x2f] + input, map, host: [0x6c])
    }

    private static func broken(by path: [UInt8], _ map: RouteMap, host: [UInt8]) -> String? {
        guard case .bound(let match)? = binding(path, map, host) else { return nil }
        guard case .bound(let again)? = binding(match.path.bytes, map, host) else { return "a canonical path is bound" }
        if again.operation.id != match.operation.id { return "a path and its canonical form are one operation" }
        if again.path != match.path { return "canonicalising twice changes nothing" }
        let sameCaptures = again.captures.elementsEqual(match.captures) { $0.name == $1.name && $0.value == $1.value }
        if !sameCaptures { return "a path and its canonical form capture the same" }
        if match.path.bytes.contains(where: { $0 <= 0x20 || $0 >= 0x7f || $0 == 0x5c || $0 == 0x23 || $0 == 0x3f }) {
            return "a forwarded path holds printable ASCII without `\\`, `#` and `?`"
        }
        let parts = match.path.bytes.split(separator: 0x2f)
        let hasDots = parts.contains { part in
            let name = part.prefix { $0 != 0x3b }
            return name.elementsEqual([0x2e]) || name.elementsEqual([0x2e, 0x2e])
        }
        return hasDots ? "a forwarded path has no dot segment" : nil
    }

    private static func binding(_ path: [UInt8], _ map: RouteMap, _ host: [UInt8]) -> Binding? {
        var fields = FieldSection()
        fields.append(name: Array("x-path".utf8), path)
        fields.append(.host, host)
        let head = RequestHead(
            method: .get, version: .http11, fields: fields, path: fields.lines[0].value, query: nil, host: fields.lines[1].value,
            framing: .none, expectsContinue: false, keepsAlive: true)
        return map.mount(head).map { map.bind($0, method: .get) }
    }
}
