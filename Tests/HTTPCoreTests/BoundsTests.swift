import HTTPCore
import Testing

@Suite struct `Bounds of a head` {
    static var small: HTTPLimits {
        var limits = HTTPLimits()
        limits.requestLineBytes = 64
        limits.headerSectionBytes = 128
        limits.headerFields = 4
        return limits
    }

    @Test func `a request line at the bound is read, one octet more is refused with 414`() throws {
        let path = "/" + String(repeating: "a", count: 64 - 13 - 1)
        #expect(try parsed("GET \(path) HTTP/1.1\r\nHost: gw.test\r\n\r\n", limits: Self.small) != nil)
        #expect(fault("GET \(path)a HTTP/1.1\r\nHost: gw.test\r\n\r\n", limits: Self.small) == RequestFault(414, .requestLineTooLong))
    }

    @Test func `a header section at the bound is read, one octet more is refused with 431`() throws {
        // "Host: gw.test\r\n" is 15 octets, "X: " and CR LF are 5.
        let value = String(repeating: "v", count: 128 - 15 - 5)
        #expect(try parsed(withLines("X: \(value)\r\n"), limits: Self.small) != nil)
        #expect(fault(withLines("X: \(value)v\r\n"), limits: Self.small) == RequestFault(431, .headerTooLarge))
        #expect(fault(withLines("X: \(String(repeating: " ", count: 128))\r\n"), limits: Self.small) == RequestFault(431, .headerTooLarge))
        #expect(fault(withLines("\(String(repeating: "X", count: 128)): v\r\n"), limits: Self.small) == RequestFault(431, .headerTooLarge))
    }

    @Test func `as many fields as the bound are read, one more is refused with 431`() throws {
        #expect(try parsed(withLines("A: 1\r\nB: 2\r\nC: 3\r\n"), limits: Self.small) != nil)
        #expect(fault(withLines("A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n"), limits: Self.small) == RequestFault(431, .tooManyFields))
    }

    /// None of these ends a line: whoever waited for CR LF would wait for ever.
    @Test(arguments: [
        ("G\u{1}", 400), ("get", 400), ("GET\t", 400), ("GET /a\n", 400), ("GET /a\r", 400), ("GET /a HTTQ", 400),
        ("GET /a HTTP/1.1\n", 400),
        ("GET /a HTTP/2.0\r", 505), ("GET /a HTTP/1.1\r\nHost: gw.test\n", 400), ("GET /a HTTP/1.1\r\n ", 400),
        ("GET /a HTTP/1.1\r\nHost: a\r\nHost: a\r\n", 400), ("GET /%00 ", 400),
        ("GET /a HTTP/1.1\r\n" + String(repeating: "A", count: 129), 431),
        ("GET /" + String(repeating: "a", count: 64), 414), (String(repeating: "A", count: 33), 400),
    ])
    func `a refusal that is certain does not wait for more`(start: String, status: Int) {
        #expect(fault(start, limits: Self.small)?.status == status)
    }

    @Test func `every beginning of a good request is neither refused nor taken for whole`() throws {
        let wire = bytes("POST /a?b HTTP/1.1\r\nHost: gw.test\r\nContent-Length: 0\r\nX-A: b\r\n\r\n")
        for count in 0..<wire.count {
            #expect(WireReader.read(Array(wire[..<count])) == .init(seen: [], end: count == 0 ? .clean : .incomplete))
        }
    }

    @Test func `what follows a head is left for the next call`() throws {
        var parser = RequestParser(limits: HTTPLimits(), isSecure: false)
        let first = withLines("")
        let both = bytes(first + withLines("", method: "DELETE"))
        let (head, consumed) = try #require(try parser.parse(both.span))
        #expect(head.method == .get)
        #expect(consumed == first.utf8.count)
        let rest = Array(both[consumed...])
        let second = try parser.parse(rest.span)
        #expect(second?.head.method == .delete)
    }
}
