import HTTPCore
import Testing

@Suite struct `Field lines` {
    @Test(arguments: ["X_A: v", "X A: v", "X-A : v", ": v", "X.A: v", "X-A", " X-A: v", "\tX-A: v", "X-\u{e9}: v", "(X): v", "X-A\r: v"])
    func `a name outside letters, digits and hyphen is refused`(line: String) {
        #expect(fault(withLines("\(line)\r\n"))?.status == 400)
    }

    @Test(arguments: Array(0...31).filter { $0 != 9 } + [127])
    func `a control in a value is refused wherever it stands`(octet: Int) {
        for position in [0, 1, 7, 8, 9, 15, 16] {
            var value = [UInt8](repeating: 0x76, count: 20)
            value[position] = UInt8(octet)
            let wire = bytes("GET /a HTTP/1.1\r\nHost: gw.test\r\nX-A: ") + value + bytes("\r\n\r\n")
            #expect(fault(wire)?.status == 400, "at \(position)")
        }
    }

    @Test func `tabs, blanks inside and obs-text are part of a value, blanks round it are not`() throws {
        let wire = bytes("GET /a HTTP/1.1\r\nHost:gw.test\r\nX-A: \t a\tb c\u{e9}d \t \r\nX-B:\r\nX-C:  \r\n\r\n")
        var parser = RequestParser(limits: HTTPLimits(), isSecure: false)
        let fields = try #require(try parser.parse(wire.span)).head.fields
        #expect(fields.lines.map { text(fields.name($0)) } == ["host", "x-a", "x-b", "x-c"])
        #expect(fields.lines.map { text(fields.value($0)) } == ["gw.test", "a\tb c\u{e9}d", "", ""])
    }

    @Test(arguments: ["X-A: v\nX-B: w\r\n", "X-A: v\r\r\n", "X-A: v\r\n folded\r\n", "X-A:\r\n \r\n", "X-A: v\n\n"])
    func `a line ends with CR LF and nothing else, and is never folded`(lines: String) {
        #expect(fault(withLines(lines))?.status == 400)
    }

    @Test(arguments: [
        KnownField.authorization, .proxyAuthorization, .contentType, .idempotencyKey, .contentEncoding, .userAgent, .range, .ifRange, .date,
        .xApiKey, .xAgentKey, .apiKey, .xGoogApiKey, .privateToken, .boomgateRunLabel, .xStainlessReadTimeout,
    ])
    func `a field that may stand once is refused twice, even with equal values`(field: KnownField) {
        let line = "\(field.text): 1\r\n"
        #expect(fault(withLines(line)) == nil)
        #expect(fault(withLines(line + line.uppercased())) == RequestFault(400, .repeatedField))
    }

    @Test func `a repeated Expect is refused`() {
        #expect(fault(withLines("Expect: 100-continue\r\nExpect: 100-continue\r\n")) == RequestFault(400, .repeatedField))
    }

    @Test(arguments: ["Cookie: a=1\r\nCookie: b=2\r\n", "Accept: a\r\nAccept: b\r\n", "Prefer: wait=3\r\nPrefer: respond-async\r\n"])
    func `list fields may stand several times, in order`(lines: String) throws {
        #expect(try parsed(withLines(lines))?.fields.lines.count == 3)
    }

    @Test(arguments: ["a/b, c/d", "a/b,", "a/b; x=\"y", "a/b; x=\"y\\\", c/d"])
    func `a Content-Type that is a list or an open quote is refused`(value: String) {
        #expect(fault(withLines("Content-Type: \(value)\r\n")) == RequestFault(400, .contentType))
    }

    @Test func `a comma inside a quoted parameter of Content-Type is no list`() throws {
        #expect(try parsed(withLines("Content-Type: multipart/form-data; boundary=\"a,\\\"b\"\r\n")) != nil)
    }

    @Test(arguments: ["authorization", "x-api-key", "content-length", "transfer-encoding", "host", "close x", "cookie", "\"close\""])
    func `Connection may not take away a field that matters`(option: String) {
        #expect(fault(withLines("Connection: keep-alive, \(option)\r\n")) == RequestFault(400, .connection))
    }

    @Test func `Connection options are counted over all its lines`() throws {
        let many = "Connection:" + String(repeating: "te,", count: 15) + "\r\n"
        #expect(try parsed(withLines(many + "Connection: ,, close ,\r\n"))?.keepsAlive == false)
        #expect(fault(withLines(many + "Connection: te, te\r\n")) == RequestFault(400, .connection))
    }

    @Test func `a connection goes on after 1.1 unless told to close, and never after 1.0`() throws {
        #expect(try parsed(withLines(""))?.keepsAlive == true)
        #expect(try parsed(withLines("Connection: Keep-Alive, Upgrade, HTTP2-Settings\r\n"))?.keepsAlive == true)
        #expect(try parsed(withLines("connection: CLOSE\r\n"))?.keepsAlive == false)
        #expect(try parsed("GET /a HTTP/1.0\r\nHost: gw.test\r\nConnection: keep-alive\r\n\r\n")?.keepsAlive == false)
    }

    @Test(arguments: ["200-ok", "", "100-continue, 100-continue", "100-continue;x"])
    func `an expectation other than 100-continue is refused with 417`(value: String) {
        #expect(fault(withLines("Expect: \(value)\r\n")) == RequestFault(417, .expectation))
    }

    @Test func `100-continue counts only where a body follows`() throws {
        #expect(try parsed(withLines("Expect: 100-Continue\r\nContent-Length: 1\r\n"))?.expectsContinue == true)
        #expect(try parsed(withLines("Expect: 100-continue\r\nContent-Length: 0\r\n"))?.expectsContinue == false)
        #expect(try parsed(withLines("Expect: 100-continue\r\n"))?.expectsContinue == false)
    }
}
