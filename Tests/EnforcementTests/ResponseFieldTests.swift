import HTTPCore
import Routing
import Testing

@testable import Enforcement

@Suite struct `Answers from upstream` {
    private func rules(_ route: Route) -> ResponseFieldRules { ResponseFieldRules(route: route) { Array("http://gw:8080".utf8) } }

    private func clean(_ pairs: [(String, String)], _ route: Route) throws -> [String] {
        try rules(route).clean(ResponseHead(status: 200, fields: fields(pairs))).head.fields.text
    }

    @Test(arguments: [
        "connection", "transfer-encoding", "content-length", "set-cookie", "www-authenticate", "proxy-authenticate", "alt-svc",
        "strict-transport-security", "clear-site-data", "refresh", "boomgate-decision", "boomgate-anything", "x-should-retry",
        "stripe-should-retry", "trailer", "upgrade",
    ])
    func `dropped`(name: String) throws {
        #expect(try clean([(name, "v"), ("etag", "e")], try route()) == ["etag: e"])
    }

    @Test func `a field that Connection names is dropped`() throws {
        #expect(try clean([("connection", "X-Internal"), ("x-internal", "v")], try route()).isEmpty)
    }

    @Test func `set-cookie passes where the route says so`() throws {
        #expect(try clean([("set-cookie", "a=1")], try route(setCookie: true)) == ["set-cookie: a=1"])
    }

    @Test(arguments: [
        ("https://api.example.com/base/v1/x?page=2", "http://gw:8080/billing/v1/x?page=2"),
        ("https://API.example.com:443/base/v1", "http://gw:8080/billing/v1"), ("/base/v1/x", "/billing/v1/x"), ("v1/x", "v1/x"),
        ("?page=2", "?page=2"),
    ])
    func `a location under the base becomes the mount's`(location: String, expected: String) throws {
        #expect(try clean([("location", location)], try route()) == ["location: \(expected)"])
    }

    @Test(arguments: [
        "https://evil.test/base/v1", "//evil.test/x", "/other/v1", "https://api.example.com/elsewhere",
        "https://api.example.com.evil.test/base/",
        "http://api.example.com/base/v1", "javascript:alert(1)", "https://api.example.com:8443/base/v1", "/basement",
    ])
    func `a location elsewhere is refused`(location: String) throws {
        let rules = rules(try route())
        #expect(throws: ResponseFieldRules.Fault.redirectRefused) {
            try rules.clean(ResponseHead(status: 302, fields: fields([("location", location)])))
        }
    }

    @Test func `a location on a listed host passes`() throws {
        let location = "https://files.example.com/x"
        #expect(try clean([("location", location)], try route(redirects: ["files.example.com"])) == ["location: \(location)"])
    }

    @Test func `links are rewritten one by one and foreign ones left out`() throws {
        let value =
            "<https://api.example.com/base/v1/x?page=2,3>; rel=\"next\", <https://docs.test/a>; rel=\"help, me\", </base/v1/x?page=9>; rel=\"last\""
        #expect(
            try clean([("link", value)], try route())
                == ["link: <http://gw:8080/billing/v1/x?page=2,3>; rel=\"next\", </billing/v1/x?page=9>; rel=\"last\""])
    }

    @Test(arguments: 1...60) func `origins inside JSON are replaced wherever the body is cut`(cut: Int) {
        let text =
            #"{"url":"https://api.test/x","html":"https:\/\/api.test\/y","not":"https://api.test.evil/x","t":"https://api.test{/z}","e":"https://api.test"}"#
        let expected =
            #"{"url":"http://gw/m/x","html":"http:\/\/gw\/m\/y","not":"https://api.test.evil/x","t":"http://gw/m{/z}","e":"http://gw/m"}"#
        var rewriter = OriginRewriter(from: Array("https://api.test".utf8), to: Array("http://gw/m".utf8))
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: cut) {
            let end = min(start + cut, bytes.count)
            output += rewriter.push(Array(bytes[start..<end]), isLast: end == bytes.count)
        }
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    @Test func `our credential is found whole and without its scheme`() throws {
        let secret = try #require(SecretGuard(try route().credential))
        #expect(secret.isFound(in: Array("bad key: sk_live_secret_value!".utf8)))
        #expect(!secret.isFound(in: Array("bad key: sk_live".utf8)))
        #expect(SecretGuard(nil) == nil)
    }
}
