import HTTPCore
import Vocabulary

@testable import Routing

/// Requests and routes as tests write them.
enum Sample {
    static func head(_ method: String = "GET", _ path: String, host: String = "localhost") -> RequestHead {
        head(method, bytes: Array(path.utf8), host: host)
    }

    static func head(_ method: String = "GET", bytes path: [UInt8], host: String = "localhost") -> RequestHead {
        var fields = FieldSection()
        // The parser keeps the request line and the fields in one run of bytes; here the path and the host stand in a field each.
        fields.append(name: Array("x-path".utf8), path)
        fields.append(.host, Array(host.utf8))
        return RequestHead(
            method: Method(token: Array(method.utf8)), version: .http11, fields: fields, path: fields.lines[0].value, query: nil,
            host: fields.lines[1].value, framing: .none, expectsContinue: false, keepsAlive: true)
    }

    static func operation(_ id: String, _ methods: String, _ template: String) -> Operation {
        let match: MethodMatch = methods == "*" ? .any : .oneOf(methods.split(separator: ",").map { Method(token: Array($0.utf8)) })
        return Operation(
            id: OperationID(id), methods: match, template: pathTemplate(template), action: "read", target: "thing")
    }

    static func pathTemplate(_ text: String) -> PathTemplate {
        do { return try PathTemplate(parsing: Array(text.utf8)) } catch { preconditionFailure("\(text): \(error.message)") }
    }

    /// `mount` begins with `/` for a path mount; otherwise it is a host.
    static func route(
        at mount: String = "/", basePath: String = "", opaquePaths: Bool = false, _ operations: [(String, String)]
    ) -> Route {
        let mountSegments = mount.utf8.split(separator: 0x2f).map { Array($0) }
        return Route(
            api: APIID(mount), mount: mount.hasPrefix("/") ? .path(mountSegments) : .host(Array(mount.utf8)),
            upstream: UpstreamAddress(isSecure: true, host: Array("up.test".utf8), port: 443, basePath: Array(basePath.utf8)),
            environment: "test", allowsOpaquePaths: opaquePaths,
            operations: operations.map { operation("\($0.0) \($0.1)", $0.0, $0.1) })
    }

    /// What a request means, as one line: `id {name=value} path`, `unbound`, `no route`, `ambiguous` or `refused: reason`.
    static func meaning(_ map: RouteMap, _ method: String, _ path: String, host: String = "localhost") -> String {
        meaning(map, head(method, path, host: host))
    }

    static func meaning(_ map: RouteMap, _ head: RequestHead) -> String {
        guard let mounted = map.mount(head) else { return "no route" }
        switch map.bind(mounted, method: head.method) {
        case .unbound: return "unbound"
        case .ambiguous: return "ambiguous"
        case .refused(let fault): return "refused: \(fault.reason)"
        case .bound(let match):
            let captures = match.captures.map { " \(text($0.name))=\(text($0.value))" }.joined()
            return "\(match.operation.id)\(captures) -> \(text(match.path.bytes))"
        }
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
}

/// A small generator with a printed seed, so that a failing property can be run again.
struct SeededBytes: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ state >> 29) &* 0x9e37_79b9_7f4a_7c15
    }
}
