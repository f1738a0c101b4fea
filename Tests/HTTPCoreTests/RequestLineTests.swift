import HTTPCore
import Testing

@Suite struct `Request line` {
    @Test(arguments: ["get", "Get", "G_T", "", "GET:", "\u{1}GET", String(repeating: "A", count: 33)])
    func `a method that is not a short upper-case token is refused`(method: String) {
        #expect(fault("\(method) /a HTTP/1.1\r\nHost: gw.test\r\n\r\n")?.status == 400)
    }

    @Test func `a method of 32 octets is read`() throws {
        let name = String(repeating: "A", count: 32)
        #expect(try parsed("\(name) /a HTTP/1.1\r\nHost: gw.test\r\n\r\n")?.method == .other(bytes(name)))
    }

    @Test(arguments: ["CONNECT gw.test:443", "CONNECT /", "TRACE /a"])
    func `a tunnel and TRACE are refused with 405 before the line ends`(start: String) {
        #expect(fault("\(start.prefix { $0 != " " }) ") == RequestFault(405, .methodRefused))
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    func `each common method has its own case and gives its token back`(name: String) throws {
        let method = try #require(try parsed("\(name) /a HTTP/1.1\r\nHost: gw.test\r\n\r\n")?.method)
        #expect(method == Method(token: bytes(name)))
        #expect(method.token == bytes(name))
        if case .other = method { Issue.record("\(name) has no case") }
    }

    @Test(arguments: ["GE", "GETT", "POS", "PUTT", "HEAP", "OPTION", "PATCHX"])
    func `a method near a common one is another method`(name: String) throws {
        #expect(try parsed("\(name) /a HTTP/1.1\r\nHost: gw.test\r\n\r\n")?.method == .other(bytes(name)))
    }

    @Test(arguments: [
        "*", "a", "?x", "gw.test:80", "/a#b", "/a\"b", "/a<b", "/a>b", "/a\\b", "/a^b", "/a`b", "/a{b", "/a|b", "/a}b", "/a\u{7f}",
        "/a\u{1}", "/\u{e9}",
    ])
    func `a target outside the four forms or with octets outside a URI is refused`(target: String) {
        #expect(fault("GET \(target) HTTP/1.1\r\nHost: gw.test\r\n\r\n") == RequestFault(400, .target))
    }

    @Test(arguments: ["%", "%2", "%zz", "%2g", "%g2", "%00", "%0a", "%0D", "%1f", "%7F", "%09"])
    func `broken percent-encodings and encoded controls are refused in path and query`(text: String) {
        #expect(fault("GET /a\(text) HTTP/1.1\r\nHost: gw.test\r\n\r\n") == RequestFault(400, .target))
        #expect(fault("GET /a?b=\(text) HTTP/1.1\r\nHost: gw.test\r\n\r\n") == RequestFault(400, .target))
    }

    @Test func `path and query are split at the first question mark and kept as they came`() throws {
        let head = try #require(try parsed("GET /a%20b/C?x=1?y=%7e HTTP/1.1\r\nHost: gw.test\r\n\r\n"))
        #expect(text(head.pathBytes) == "/a%20b/C")
        #expect(text(head.queryBytes ?? []) == "x=1?y=%7e")
    }

    @Test func `an empty query is told from none`() throws {
        #expect(try parsed("GET /a? HTTP/1.1\r\nHost: gw.test\r\n\r\n")?.query?.isEmpty == true)
        #expect(try parsed("GET /a HTTP/1.1\r\nHost: gw.test\r\n\r\n")?.query == nil)
    }

    @Test(arguments: [
        "http://", "http:///a", "http://gw.test?x", "https://gw.test/a", "ftp://gw.test/a", "http:/gw.test/a", "http://u@gw.test/a",
        "http://gw.test:/a", "http://evil.test/a", "http://gw.test:80/a", "http://gw.test./a",
    ])
    func `an absolute target that is not this listener's and Host's own is refused`(target: String) {
        #expect(fault("GET \(target) HTTP/1.1\r\nHost: gw.test\r\n\r\n")?.status == 400)
    }

    @Test func `an absolute target is https on a TLS listener`() throws {
        #expect(fault("GET http://gw.test/a HTTP/1.1\r\nHost: gw.test\r\n\r\n", isSecure: true)?.status == 400)
        #expect(try parsed("GET https://gw.test/a HTTP/1.1\r\nHost: gw.test\r\n\r\n", isSecure: true)?.pathBytes.count == 2)
    }

    @Test func `an absolute target equals Host in any case, port included`() throws {
        let head = try #require(try parsed("GET HTTP://GW.test:8080/A?b HTTP/1.1\r\nHost: gw.TEST:8080\r\n\r\n"))
        #expect(text(head.pathBytes) == "/A")
        #expect(text(head.queryBytes ?? []) == "b")
        #expect(text(head.hostBytes) == "gw.test")
    }

    @Test func `an absolute target without a path means the root, except for OPTIONS`() throws {
        #expect(text(try #require(try parsed("GET http://gw.test HTTP/1.1\r\nHost: gw.test\r\n\r\n")).pathBytes) == "/")
        #expect(fault("OPTIONS http://gw.test HTTP/1.1\r\nHost: gw.test\r\n\r\n") == RequestFault(400, .target))
    }

    @Test func `the asterisk is a target of OPTIONS only`() throws {
        #expect(text(try #require(try parsed("OPTIONS * HTTP/1.1\r\nHost: gw.test\r\n\r\n")).pathBytes) == "*")
        #expect(fault("OPTIONS */x HTTP/1.1\r\nHost: gw.test\r\n\r\n") == RequestFault(400, .target))
        #expect(fault("GET * HTTP/1.1\r\nHost: gw.test\r\n\r\n") == RequestFault(400, .target))
    }

    @Test(arguments: ["HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTP/9.9"])
    func `another version of HTTP is refused with 505`(version: String) {
        #expect(fault("GET /a \(version)\r\nHost: gw.test\r\n\r\n") == RequestFault(505, .version))
    }

    @Test(arguments: ["http/1.1", "HTTP/1.10", "HTTP/01.1", "HTTP/1,1", "HTTP/1", "HTTP/ 1.1", "HTTP/1.1 ", "HTTPS/1.1", " HTTP/1.1"])
    func `what is not a version is refused with 400`(version: String) {
        #expect(fault("GET /a \(version)\r\nHost: gw.test\r\n\r\n")?.status == 400)
    }

    @Test func `one empty line before the request line is passed over, two are refused`() throws {
        #expect(try parsed("\r\n" + withLines(""))?.pathBytes.count == 2)
        #expect(fault("\r\n\r\n" + withLines("")) == RequestFault(400, .requestLine))
        #expect(fault("\n" + withLines(""))?.status == 400)
        #expect(fault("\rGET")?.status == 400)
    }
}
