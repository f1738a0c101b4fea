import Testing

@testable import Routing

@Suite struct Mounts {
    static let map = RouteMap(routes: [
        Sample.route(at: "/billing", [("GET", "/"), ("GET", "/v1/x")]),
        Sample.route(at: "/billing/eu", basePath: "/api", [("GET", "/"), ("GET", "/v1/x")]),
        Sample.route(at: "gw.test", [("GET", "/billing/v1/x"), ("GET", "/")]),
    ])

    @Test(arguments: [
        "/", "/bill/v1/x", "/billingx/v1/x", "/Billing/v1/x", "//billing/v1/x", "/billing;x/v1/x", "/./billing/v1/x", "/b%2filling",
    ])
    func `what lies under no mount has no route`(path: String) {
        #expect(Sample.meaning(Self.map, "GET", path) == "no route")
    }

    @Test(arguments: [
        ("/billing/v1/x", "GET /v1/x -> /v1/x"), ("/%62illing/v1/x", "GET /v1/x -> /v1/x"), ("/billing/eu/v1/x", "GET /v1/x -> /v1/x"),
        ("/billing/../crm", "refused: the path has a `.` or `..` segment"), ("/billing//v1/x", "refused: the path has an empty segment"),
        ("/billing/eux/v1", "unbound"),
    ]) func `the longest prefix of whole segments wins`(path: String, meaning: String) {
        #expect(Sample.meaning(Self.map, "GET", path) == meaning)
    }

    @Test func `a request that ends at the mount asks for its root, with the slash it came with`() {
        #expect(Sample.meaning(Self.map, "GET", "/billing") == "GET / -> /")
        #expect(Sample.meaning(Self.map, "GET", "/billing/") == "GET / -> /")
        #expect(Sample.meaning(Self.map, "GET", "/billing/eu") == "GET / -> ")
        #expect(Sample.meaning(Self.map, "GET", "/billing/eu/") == "GET / -> /")
    }

    @Test func `a host of its own comes before paths; a trailing dot is another host`() {
        #expect(Sample.meaning(Self.map, "GET", "/billing/v1/x", host: "gw.test") == "GET /billing/v1/x -> /billing/v1/x")
        #expect(Sample.meaning(Self.map, "GET", "/billing/v1/x", host: "gw.test.") == "GET /v1/x -> /v1/x")
        #expect(Sample.meaning(Self.map, "GET", "/", host: "gw.test") == "GET / -> /")
        #expect(Self.map.hasHostMount(Array("gw.test".utf8)[...]))
        #expect(!Self.map.hasHostMount(Array("gw.test.".utf8)[...]))
        #expect(!Self.map.hasHostMount([]))
    }

    @Test func `a mount at the root takes what no other takes`() {
        let map = RouteMap(routes: [Sample.route(at: "/", [("GET", "/{x:rest}")]), Sample.route(at: "/a", [("GET", "/b")])])
        #expect(Sample.meaning(map, "GET", "/a/b") == "GET /b -> /b")
        #expect(Sample.meaning(map, "GET", "/c/d") == "GET /{x:rest} x=c/d -> /c/d")
        #expect(Sample.meaning(map, "GET", "/a/c") == "unbound")
        for own in ["/-", "/-/me", "/%2D/me", "/%2d"] { #expect(Sample.meaning(map, "GET", own) == "no route", "\(own)") }
        #expect(Sample.meaning(map, "GET", "/-x/me") == "GET /{x:rest} x=-x/me -> /-x/me")
    }

    @Test func `ten thousand operations are found through the same number of nodes as ten`() {
        let many = RouteMap(routes: [Sample.route((0..<10_000).map { ("GET", "/v1/r\($0)/{id}") })])
        for number in stride(from: 0, to: 10_000, by: 97) {
            #expect(Sample.meaning(many, "GET", "/v1/r\(number)/7") == "GET /v1/r\(number)/{id} id=7 -> /v1/r\(number)/7")
        }
        #expect(Sample.meaning(many, "GET", "/v1/r10000/7") == "unbound")
    }
}
