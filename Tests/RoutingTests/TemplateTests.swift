import Testing

@testable import Routing

@Suite struct `Path templates` {
    @Test(arguments: [
        ("", 0, "the path must begin with `/`"), ("v1", 0, "the path must begin with `/`"), ("/a//b", 3, "the path has an empty segment"),
        ("/a/../b", 3, "the path has a `.` or `..` segment"), ("/a/{key:rest}/b", 14, "a `rest` capture must be the last segment"),
        ("/a/{key:rest}/", 13, "nothing may follow a `rest` capture"), ("/a/{id", 3, "`{` without `}` in the same segment"),
        ("/a/id}", 5, "no `{` before `}`"), ("/a/{x}{y}", 6, "a segment may hold one capture"),
        ("/a/{Id}", 4, "`Id` is not a capture's name; expected 1 to 64 of `a-z0-9_`, a letter first"),
        ("/a/{}", 4, "`` is not a capture's name; expected 1 to 64 of `a-z0-9_`, a letter first"),
        ("/{id}/{id}", 7, "capture `id` stands twice"), ("/{id:any}", 5, "unknown kind of capture `any`; expected `opaque` or `rest`"),
        ("/a/x{id:opaque}", 3, "an `opaque` or `rest` capture must be a whole segment"),
        ("/a;b", 1, "`a;b` is not a canonical segment; only captures may hold an encoded `/`, `%` or `;`"),
        ("/a%2fb", 1, "`a%2fb` is not a canonical segment; only captures may hold an encoded `/`, `%` or `;`"),
        ("/%61b", 1, "`%61b` is percent-encoded without need; write `ab`"),
        ("/a%40b", 1, "`a%40b` is percent-encoded without need; write `a@b`"),
        ("/caf\u{e9}", 1, "the path has a character that must be percent-encoded"),
        ("/a b", 1, "the path has a character that must be percent-encoded"),
    ]) func `a fault names its place`(text: String, offset: Int, message: String) {
        #expect(throws: TemplateFault(offset: offset, message: message)) { try PathTemplate(parsing: Array(text.utf8)) }
    }

    @Test func `the 64th segment passes and the 65th is refused`() throws {
        let most = String(repeating: "/a", count: 64)
        #expect(try PathTemplate(parsing: Array(most.utf8)).segments.count == 64)
        #expect(throws: TemplateFault(offset: 129, message: "the path has more than 64 segments")) {
            try PathTemplate(parsing: Array((most + "/a").utf8))
        }
    }

    @Test func `more literal segments win from the left`() {
        let map = RouteMap(routes: [
            Sample.route([
                ("GET", "/{a}/b"), ("GET", "/a/{b}"), ("GET", "/a/x"), ("GET", "/{a}/{b:opaque}"), ("GET", "/{r:rest}"),
                ("GET", "/{a}/v{n}"), ("GET", "/{a}/v{n}.json"), ("GET", "/{a}/vv{n}"),
                ("GET", "/s/"), ("GET", "/s"), ("GET", "/%C3%A9"),
            ])
        ])
        for (path, id) in [
            ("/a/x", "/a/x"), ("/a/b", "/a/{b}"), ("/z/b", "/{a}/b"), ("/z/c", "/{a}/{b:opaque}"), ("/z/v1", "/{a}/v{n}"),
            ("/z/v1.json", "/{a}/v{n}.json"), ("/z/vv1.json", "/{a}/vv{n}"),
            ("/z/v", "/{a}/{b:opaque}"), ("/z/c/d", "/{r:rest}"), ("/", "/{r:rest}"), ("/s/", "/s/"), ("/s", "/s"), ("/t/", "/{r:rest}"),
            ("/%c3%a9", "/%C3%A9"),
        ] {
            #expect(Sample.meaning(map, "GET", path).hasPrefix("GET \(id) "), "\(path)")
        }
    }

    @Test func `a suffix never cuts an escape`() {
        let map = RouteMap(routes: [Sample.route([("GET", "/{x}AC"), ("GET", "/{y}")])])
        #expect(Sample.meaning(map, "GET", "/%E2%82%AC") == "GET /{y} y=€ -> /%E2%82%AC")
        #expect(Sample.meaning(map, "GET", "/%E2%82%ACAC") == "GET /{x}AC x=€ -> /%E2%82%ACAC")
    }

    @Test func `methods match as listed and HEAD only where it stands`() {
        let map = RouteMap(routes: [Sample.route([("GET,POST", "/a"), ("*", "/b"), ("DELETE", "/{id}")])])
        for (method, path, id) in [
            ("GET", "/a", "GET,POST /a"), ("POST", "/a", "GET,POST /a"), ("DELETE", "/a", "DELETE /{id}"), ("PURGE", "/b", "* /b"),
            ("HEAD", "/b", "* /b"),
        ] {
            #expect(Sample.meaning(map, method, path).hasPrefix(id))
        }
        #expect(Sample.meaning(map, "HEAD", "/a") == "unbound")
        #expect(Sample.meaning(map, "PUT", "/c") == "unbound")
    }

    @Test func `operations that one request could mean tie`() {
        let operations = [
            Sample.operation("1", "GET", "/a/{x}"), Sample.operation("2", "GET,PUT", "/a/{y:opaque}"),
            Sample.operation("3", "POST", "/a/{x}"),
            Sample.operation("4", "*", "/a/{x}"), Sample.operation("5", "GET", "/a/{x}/"), Sample.operation("6", "GET", "/a/{x:rest}"),
        ]
        #expect(
            OperationIndex.ties(in: operations) == [
                .init(first: 0, second: 1), .init(first: 0, second: 3), .init(first: 1, second: 3), .init(first: 2, second: 3),
            ])
    }
}
