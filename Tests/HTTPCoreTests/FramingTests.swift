import HTTPCore
import Testing

@Suite struct `Framing of requests` {
    @Test(arguments: ["", "-1", "+1", "0x1", "1 1", "1,1", "01", "00", "1.0", "1;", "\u{661}"])
    func `a Content-Length that is not one plain number is refused`(value: String) {
        #expect(fault(withLines("Content-Length: \(value)\r\n", method: "POST")) == RequestFault(400, .contentLength))
    }

    @Test func `a repeated Content-Length is refused even when equal`() {
        let line = "Content-Length: 5\r\n"
        #expect(fault(withLines(line + line, method: "POST")) == RequestFault(400, .contentLength))
    }

    @Test func `a length over the bound is refused with 413, at the bound it is read`() throws {
        var limits = HTTPLimits()
        limits.bodyBytes = 1000
        #expect(try parsed(withLines("Content-Length: 1000\r\n", method: "POST"), limits: limits)?.framing == .length(1000))
        for length in ["1001", "18446744073709551616", String(repeating: "9", count: 400)] {
            #expect(fault(withLines("Content-Length: \(length)\r\n", method: "POST"), limits: limits) == RequestFault(413, .bodyTooLarge))
        }
        limits.bodyBytes = .max
        #expect(try parsed(withLines("Content-Length: 18446744073709551615\r\n", method: "POST"), limits: limits)?.framing == .length(.max))
        for length in ["18446744073709551616", "18446744073709551620", "36893488147419103240"] {
            #expect(fault(withLines("Content-Length: \(length)\r\n", method: "POST"), limits: limits) == RequestFault(413, .bodyTooLarge))
        }
    }

    @Test(arguments: [
        "", "gzip", "identity", "chunked, chunked", "gzip, chunked", "chunked,", ",chunked", "xchunked", "chunked;q=1", "\"chunked\"",
    ])
    func `a Transfer-Encoding other than chunked is refused`(value: String) {
        #expect(fault(withLines("Transfer-Encoding: \(value)\r\n", method: "POST")) == RequestFault(400, .transferEncoding))
    }

    @Test func `Transfer-Encoding stands once, on 1.1 and without Content-Length`() throws {
        let line = "Transfer-Encoding: chunked\r\n"
        #expect(try parsed(withLines(line.uppercased(), method: "POST"))?.framing == .chunked)
        #expect(fault(withLines(line + line, method: "POST")) == RequestFault(400, .transferEncoding))
        #expect(fault("POST /a HTTP/1.0\r\nHost: gw.test\r\n\(line)\r\n") == RequestFault(400, .transferEncoding))
        #expect(fault(withLines(line + "Content-Length: 0\r\n", method: "POST")) == RequestFault(400, .lengthAndEncoding))
        #expect(fault(withLines("Content-Length: 0\r\n" + line, method: "POST")) == RequestFault(400, .lengthAndEncoding))
    }

    @Test func `a body on HEAD or HTTP 1.0 is refused, an explicit empty one is not`() throws {
        #expect(fault(withLines("Content-Length: 1\r\n", method: "HEAD")) == RequestFault(400, .bodyOnBodilessRequest))
        #expect(fault(withLines("Transfer-Encoding: chunked\r\n", method: "HEAD")) == RequestFault(400, .bodyOnBodilessRequest))
        #expect(fault("POST /a HTTP/1.0\r\nHost: gw.test\r\nContent-Length: 1\r\n\r\n") == RequestFault(400, .bodyOnBodilessRequest))
        #expect(try parsed(withLines("Content-Length: 0\r\n", method: "HEAD"))?.framing == .length(0))
    }

    @Test func `without either field there is no body, on GET there may be one`() throws {
        #expect(try parsed(withLines("", method: "POST"))?.framing == BodyFraming.none)
        #expect(try parsed(withLines("Content-Length: 5\r\n"))?.framing == .length(5))
    }
}
