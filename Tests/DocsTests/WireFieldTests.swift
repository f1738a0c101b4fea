import HTTPCore
import Routing
import Testing
import Vocabulary

@testable import Enforcement

/// The tables of fields in docs/wire.md are what the rules let through.
@Suite struct `Fields in the wire contract` {
    static let file = Repository.document("docs/wire.md")

    @Test func `requests`() throws {
        var written: [String: String] = [:]
        for row in Self.file.table(after: "request fields:") {
            for name in MarkdownFile.spans(in: row[1]) { written[name] = row[0] == "every route, changed" ? "every route" : row[0] }
        }
        var found: [String: String] = [:]
        for field in KnownField.allCases {
            let dialects = try Dialect.allCases.filter { try Self.isForwarded(field, Self.route($0)) }
            if dialects.count == Dialect.allCases.count {
                found[field.text.description] = "every route"
            } else if !dialects.isEmpty {
                found[field.text.description] = dialects.map(\.rawValue).sorted().joined(separator: ", ")
            } else if try Self.isForwarded(field, Self.route(.plain, cookies: true)) {
                found[field.text.description] = "routes with `cookies: true`"
            }
        }
        #expect(written == found)
    }

    @Test func `only the fields that are said to change do`() throws {
        let changed = Self.file.table(after: "request fields:").first { $0[0] == "every route, changed" }.map {
            MarkdownFile.spans(in: $0[1])
        }
        for field in KnownField.allCases where field != .acceptEncoding {
            let out = try Self.forwarded(field, Self.route(.plain))
            guard let value = out.first(field) else { continue }
            let isSame = value.elementsEqual("x".utf8)
            // What is said to the gateway, and ranges, are looked at by value; a plain one passes.
            if !isSame { #expect(changed?.contains(field.text.description) == true, "\(field.text)") }
        }
    }

    @Test func `answers`() throws {
        var written: [String: Set<String>] = [:]
        for row in Self.file.table(after: "response fields:") { written[row[0]] = Set(MarkdownFile.spans(in: row[1])) }
        let plain = ResponseFieldRules(route: Self.route(.plain), ownOrigin: { Array("http://gateway.test".utf8) })
        let lenient = ResponseFieldRules(route: Self.route(.plain, setCookie: true), ownOrigin: { Array("http://gateway.test".utf8) })
        var found: [String: Set<String>] = [:]
        for field in KnownField.allCases {
            var head = ResponseHead(status: 200)
            head.fields.append(field, Self.isLink(field) ? "</v1/x>".utf8 : "/v1/x".utf8)
            let name = field.text.description
            if let value = try plain.clean(head).head.fields.first(field) {
                if !value.elementsEqual(Self.isLink(field) ? "</v1/x>".utf8 : "/v1/x".utf8) { found["rewritten", default: []].insert(name) }
            } else if try lenient.clean(head).head.fields.contains(field) {
                found["dropped, unless the route says `set_cookie: true`", default: []].insert(name)
            } else {
                found["dropped", default: []].insert(name)
            }
        }
        #expect(written == found)
    }

    @Test func `an unknown field passes in answers and not in requests, one of ours passes nowhere`() throws {
        let rules = ResponseFieldRules(route: Self.route(.plain), ownOrigin: { [] })
        var head = ResponseHead(status: 200)
        head.fields.append(name: Array("x-vendor".utf8), Array("1".utf8))
        head.fields.append(name: Array("boomgate-other".utf8), Array("1".utf8))
        let cleaned = try rules.clean(head).head.fields
        #expect(cleaned.lines.map { Array(cleaned.name($0)) } == [Array("x-vendor".utf8)])
        let sent = try RequestFieldRules.forwarded(Self.head(head.fields), route: Self.route(.plain), idempotency: Self.idempotency)
        #expect(sent.lines.map { Array(sent.name($0)) } == [])
    }

    // MARK: parts

    private static func isLink(_ field: KnownField) -> Bool { field == .link }

    private static func isForwarded(_ field: KnownField, _ route: Route) throws -> Bool { try forwarded(field, route).contains(field) }

    private static func forwarded(_ field: KnownField, _ route: Route) throws -> FieldSection {
        var fields = FieldSection()
        fields.append(field, "x".utf8)
        return try RequestFieldRules.forwarded(head(fields), route: route, idempotency: idempotency)
    }

    private static func head(_ fields: FieldSection) -> RequestHead {
        RequestHead(
            method: .get, version: .http11, fields: fields, path: ByteRange(0, 0), query: nil, host: ByteRange(0, 0), framing: .none,
            expectsContinue: false, keepsAlive: true)
    }

    private static let idempotency = IdempotencyField(
        declared: nil, agent: [], decision: [], keyed: { _ in [UInt8](repeating: 0, count: 32) })

    private static func route(_ dialect: Dialect, cookies: Bool = false, setCookie: Bool = false) -> Route {
        Route(
            api: "billing", mount: .path([Array("billing".utf8)]),
            upstream: UpstreamAddress(isSecure: true, host: Array("billing.test".utf8), port: 443, basePath: []), environment: "demo",
            dialect: dialect, forwardsCookies: cookies, forwardsSetCookie: setCookie)
    }
}
