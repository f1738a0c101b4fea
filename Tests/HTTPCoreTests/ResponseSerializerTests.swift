import HTTPCore
import Testing

@Suite struct `Response serializer` {
    private func serialized(
        _ status: Int = 200, _ lines: [(String, String)] = [], framing: BodyFraming = .none, keepsAlive: Bool = true,
        version: RequestHead.Version = .http11
    ) -> (text: String, omitted: Int) {
        var fields = FieldSection()
        for (name, value) in lines { fields.append(name: bytes(name), bytes(value)) }
        var output: [UInt8] = []
        let omitted = ResponseSerializer.append(
            ResponseHead(status: status, fields: fields), framing: framing, keepsAlive: keepsAlive, version: version, to: &output)
        return (text(output), omitted)
    }

    @Test(arguments: ["a\r\nb: c", "a\nb", "a\rb", "a\u{0}b", "a\u{7f}", "\u{1b}[2J", "01234567\n", "0123456789abcde\r"])
    func `a value that could end its line is left out and counted`(value: String) {
        let result = serialized(200, [("x-a", value), ("x-b", "c")])
        #expect(result.text == "HTTP/1.1 200 OK\r\nx-b: c\r\n\r\n")
        #expect(result.omitted == 1)
    }

    @Test(arguments: ["", "x a", "x:a", "x\r\na", "x\u{e9}", "x\"", "x(y)"])
    func `a name that is not a token is left out and counted`(name: String) { #expect(serialized(200, [(name, "v")]).omitted == 1) }

    @Test(arguments: ["content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "proxy-connection"])
    func `framing comes from the argument, never from a line`(name: String) {
        let result = serialized(200, [(name, "5")], framing: .length(7))
        #expect(result.text == "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n")
        #expect(result.omitted == 1)
    }

    @Test(arguments: [
        (BodyFraming.none, ""), (.length(0), "content-length: 0\r\n"), (.length(.max), "content-length: 18446744073709551615\r\n"),
        (.chunked, "transfer-encoding: chunked\r\n"),
    ])
    func `framing is written as asked`(framing: BodyFraming, line: String) {
        #expect(serialized(framing: framing).text == "HTTP/1.1 200 OK\r\n\(line)\r\n")
    }

    @Test func `the connection's end is said on 1.1, its going on is said on 1.0`() {
        #expect(serialized(keepsAlive: false).text.contains("connection: close\r\n"))
        #expect(!serialized().text.contains("connection"))
        #expect(serialized(version: .http10).text.contains("connection: keep-alive\r\n"))
        #expect(serialized(keepsAlive: false, version: .http10).text.contains("connection: close\r\n"))
    }

    @Test(arguments: [
        (204, "No Content"), (423, "Locked"), (421, "Misdirected Request"), (502, "Bad Gateway"), (299, "Status"), (499, "Client Error"),
    ])
    func `a status line has its phrase`(status: Int, phrase: String) {
        #expect(serialized(status).text.hasPrefix("HTTP/1.1 \(status) \(phrase)\r\n"))
    }

    @Test(arguments: [-1, 0, 99, 1000]) func `a number that is no status becomes 502`(status: Int) {
        #expect(serialized(status).text.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
    }

    @Test(arguments: [1, 15, 16, 255, 4096, 65535]) func `a chunk written is a chunk read`(count: Int) throws {
        let data = [UInt8](repeating: 0x61, count: count)
        var wire: [UInt8] = []
        ResponseSerializer.appendChunk([], to: &wire)
        ResponseSerializer.appendChunk(data, to: &wire)
        ResponseSerializer.appendChunkStart(count: count, to: &wire)
        wire += data + bytes("\r\n")
        ResponseSerializer.appendLastChunk(to: &wire)
        var decoder = BodyDecoder(framing: .chunked, limits: HTTPLimits())
        var body: [UInt8] = []
        let used = try decoder.decode(wire.span, into: &body, outputLimit: .max)
        #expect(used == wire.count)
        #expect(decoder.isFinished)
        #expect(body == data + data)
    }

    @Test func `the interim answer is a whole head`() {
        var output: [UInt8] = []
        ResponseSerializer.appendContinue(to: &output)
        #expect(text(output) == "HTTP/1.1 100 Continue\r\n\r\n")
    }
}
