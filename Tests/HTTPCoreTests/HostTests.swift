import HTTPCore
import Testing

@Suite struct `Host` {
    @Test(arguments: [
        "", ":80", "user@gw.test", "gw.test:", "gw.test:65536", "gw.test:000080", "gw.test:80a", "gw.test:-1", "gw.test:80:90", "gw test",
        "gw%2etest", "\"gw.test\"", "gw.test,evil.test", "gw.test/", "gw..test", ".gw.test", "gw.test..", ".", "[", "[]", "[::1", "[::1]x",
        "[::1]:", "[:::1]", "[1:2]", "[1:2:3:4:5:6:7:8:9]", "[::1::2]", "[fe80::1%25eth0]", "[12345::]", "[::1:]", "[:1::2]",
        "[1:2:3:4:5:6:7::8]x", "[::256.1.1.1]", "[::1.1.1]", "[::1.1.1.1.1]", "[1:2:3:4:5:6:7:8::]", "[v1.a]", "::1",
    ])
    func `a value that is not a name or address with an optional port is refused`(host: String) {
        #expect(fault("GET /a HTTP/1.1\r\nHost: \(host)\r\n\r\n") == RequestFault(400, .host))
    }

    @Test(arguments: [
        ("gw.test", "gw.test"), ("GW.Test:65535", "gw.test"), ("gw.test.", "gw.test."), ("127.0.0.1:8080", "127.0.0.1"), ("a_b", "a_b"),
        ("A_B-c", "a_b-c"), ("[::1]:8080", "[::1]"), ("[::]", "[::]"), ("[FE80::1]", "[fe80::1]"),
        ("[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7:8]"), ("[1::8]", "[1::8]"), ("[::ffff:10.0.0.1]", "[::ffff:10.0.0.1]"),
        ("[1:2::]", "[1:2::]"),
    ])
    func `the host is lower case and without its port`(host: String, name: String) throws {
        #expect(text(try #require(try parsed("GET /a HTTP/1.1\r\nHost: \(host)\r\n\r\n")).hostBytes) == name)
    }

    @Test func `a label of 63 octets is the longest, a name of 255 too`() {
        let label = String(repeating: "a", count: 63)
        func status(_ host: String) -> Int? { fault("GET /a HTTP/1.1\r\nHost: \(host)\r\n\r\n")?.status }
        #expect(status(label) == nil)
        #expect(status(label + "a") == 400)
        #expect(status([label, label, label, label].joined(separator: ".")) == nil)
        #expect(status([label, label, label, label].joined(separator: ".") + ".") == 400)
    }

    @Test(arguments: ["", "Host: gw.test\r\nHost: gw.test\r\n", "Host: gw.test\r\nhOST: evil.test\r\n"])
    func `a request without exactly one Host is refused`(lines: String) {
        #expect(fault("GET /a HTTP/1.1\r\n\(lines)\r\n") == RequestFault(400, .host))
        #expect(fault("GET /a HTTP/1.0\r\n\(lines)\r\n") == RequestFault(400, .host))
    }
}
