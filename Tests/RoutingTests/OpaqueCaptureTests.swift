import Testing

@testable import Routing

@Suite struct `Opaque and rest captures` {
    static let map = RouteMap(routes: [
        Sample.route([
            ("GET", "/projects/{id:opaque}"), ("GET", "/projects/{id:opaque}/issues"), ("POST", "/projects/{id:opaque}/fork"),
            ("GET", "/files/{name}"), ("GET", "/public/{path:rest}"), ("GET", "/public/special/x"), ("POST", "/models/{model}:generate"),
            ("POST", "/models/{model}"),
        ])
    ])

    @Test(arguments: [
        "/projects/a%5cb", "/projects/a%00", "/projects/%2fa", "/projects/a%2f", "/projects/a%2f%2fb", "/projects/a%2f..%2fb",
        "/projects/%2e%2e%2fx",
        "/projects/a%2f.%3bx", "/projects/a%252fb", "/projects/a%2541", "/projects/a;b", "/projects/a%2fb;c", "/projects/%3bx",
        "/projects/a%2f%ff",
        "/projects/a%2f%e2%80%8b", "/files/a%2fb", "/files/a%3bb", "/public/a%2fb", "/public/a//b", "/public/a;b", "/public/..;/b",
        "/public/a/..",
    ]) func `what an opaque or rest capture must not hold is refused`(path: String) {
        #expect(Sample.meaning(Self.map, "GET", path).hasPrefix("refused: "), "\(path)")
    }

    @Test(arguments: [
        ("/projects/group%2fapp", "GET /projects/{id:opaque} id=group/app -> /projects/group%2Fapp"),
        ("/projects/100%25", "GET /projects/{id:opaque} id=100% -> /projects/100%25"),
        ("/projects/a%3bb%2Fc", "GET /projects/{id:opaque} id=a;b/c -> /projects/a%3Bb%2Fc"),
        ("/projects/%61%2fb/issues", "GET /projects/{id:opaque}/issues id=a/b -> /projects/%61%2Fb/issues"),
        ("/projects/plain", "GET /projects/{id:opaque} id=plain -> /projects/plain"),
        ("/public", "GET /public/{path:rest} path= -> /public"),
        ("/public/", "GET /public/{path:rest} path= -> /public/"), ("/public/a/b/", "GET /public/{path:rest} path=a/b/ -> /public/a/b/"),
        ("/public/a%20b/c", "GET /public/{path:rest} path=a b/c -> /public/a%20b/c"), ("/files/a/", "unbound"),
    ]) func `what they may hold is decoded once and forwarded as received`(path: String, meaning: String) {
        #expect(Sample.meaning(Self.map, "GET", path) == meaning)
    }

    @Test(arguments: [("GET", "/projects/group%2fissues"), ("POST", "/models/x%3Agenerate")])
    func `a path that is another operation once decoded is refused`(method: String, path: String) {
        #expect(Sample.meaning(Self.map, method, path) == "ambiguous")
    }

    @Test func `the decoded reading counts only where the method fits`() {
        #expect(Sample.meaning(Self.map, "GET", "/projects/group%2ffork").hasPrefix("GET /projects/{id:opaque} "))
    }

    @Test func `an opaque route lets doubled slashes and semicolons through its rest, dot segments never`() {
        let map = RouteMap(routes: [Sample.route(opaquePaths: true, [("GET", "/b/{key:rest}"), ("GET", "/b/c/d"), ("GET", "/x/{name}")])])
        #expect(Sample.meaning(map, "GET", "/b/a//c;v=1/") == "GET /b/{key:rest} key=a//c;v=1/ -> /b/a//c;v=1/")
        #expect(Sample.meaning(map, "GET", "/b//") == "GET /b/{key:rest} key=/ -> /b//")
        for path in ["/b/..;/c", "/b/a/.;x", "/b/a//..", "/b/a%2fb", "/x/a;b", "/x//a", "//b/a"] {
            #expect(Sample.meaning(map, "GET", path).hasPrefix("refused: "), "\(path)")
        }
        for path in ["/b/c;x/d", "/b/c//d", "/b//c/d"] { #expect(Sample.meaning(map, "GET", path) == "ambiguous", "\(path)") }
    }
}
