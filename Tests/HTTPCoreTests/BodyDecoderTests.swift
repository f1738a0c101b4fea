import HTTPCore
import Testing

@Suite struct `Body decoder` {
    /// The body of a chunked message, and the fault it ended with.
    private func decode(_ wire: String, step: Int = .max, limits: HTTPLimits = HTTPLimits()) -> (
        body: String, fault: RequestFault?, left: Int?
    ) {
        var decoder = BodyDecoder(framing: .chunked, limits: limits)
        var body: [UInt8] = []
        let input = bytes(wire)
        var at = 0
        do {
            while at < input.count, !decoder.isFinished {
                let piece = Array(input[at..<min(input.count, step == .max ? input.count : at + step)])
                at += try decoder.decode(piece.span, into: &body, outputLimit: .max)
            }
        } catch { return (text(body), error, nil) }
        return (text(body), nil, decoder.isFinished ? input.count - at : nil)
    }

    private func take(_ input: [UInt8], from decoder: inout BodyDecoder, into body: inout [UInt8], atMost limit: Int) throws -> Int {
        try decoder.decode(input.span, into: &body, outputLimit: limit)
    }

    @Test(arguments: [
        "\r\n", "x\r\n", "5 \r\n", " 5\r\n", "\t5\r\n", "0x5\r\n", "-1\r\n", "+5\r\n", "5\n", "5\r\r", "5;\r\n", "5;=a\r\n", "5;a=\r\n",
        "5;a b\r\n", "5 ;a\r\n",
        "5;a=\"b\"c\r\n", "5;a\n", "5;a=\"\n", "5;a=\"\\\n", "5;a=\"\r\n", "00000000000000005\r\n", "1\r\nab", "1\r\na\n", "1\r\na\rb",
        "1\r\na\r\n\r\n",
        "0\r\n\rx", "0\r\n\n", "0\r\n : v\r\n", "0\r\nX_A: v\r\n", "0\r\nX-A : v\r\n", "0\r\nX-A\r\n", "0\r\nX-A: \u{1}", "0\r\nX-A: v\n",
        "0\r\nX-A: v\r\n w",
    ])
    func `broken framing is refused, and as early byte by byte`(wire: String) {
        #expect(decode(wire).fault?.status == 400)
        #expect(decode(wire, step: 1).fault == decode(wire).fault)
    }

    @Test(arguments: [
        ("0\r\n\r\n", ""), ("5\r\nhello\r\n0\r\n\r\n", "hello"), ("1\r\na\r\nA\r\n0123456789\r\n00\r\n\r\n", "a0123456789"),
        ("0000000000000005\r\nhello\r\n0\r\n\r\n", "hello"), ("5;a;b=c;d=\"e;\\\"\u{e9}\"\r\nhello\r\n0;x\r\n\r\n", "hello"),
        ("1\r\na\r\n0\r\nX-A: v\r\nContent-Length: 9\r\nX-B:\r\n\r\n", "a"),
    ])
    func `chunks come out joined, extensions and trailers dropped`(wire: String, body: String) {
        for step in [1, 2, 3, .max] {
            let result = decode(wire, step: step)
            #expect(result.body == body)
            #expect(result.fault == nil)
            #expect(result.left == 0)
        }
    }

    @Test func `what follows the body is not used`() { #expect(decode("1\r\na\r\n0\r\n\r\nGET /").left == 5) }

    @Test func `the sum of all chunks is bounded, at the bound it is read`() {
        var limits = HTTPLimits()
        limits.bodyBytes = 10
        #expect(decode("5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n", limits: limits).left == 0)
        #expect(decode("5\r\nhello\r\n6", limits: limits).fault == RequestFault(413, .bodyTooLarge))
        #expect(decode("ffffffffffffffff").fault == RequestFault(413, .bodyTooLarge))
        limits.bodyBytes = .max
        #expect(decode("ffffffffffffffff\r\nhello", limits: limits).fault == nil)
        #expect(decode("1\r\na\r\nffffffffffffffff", limits: limits).fault == RequestFault(413, .bodyTooLarge))
    }

    @Test func `extensions are counted over the message`() {
        var limits = HTTPLimits()
        limits.chunkExtensionBytes = 6
        #expect(decode("1;aa\r\na\r\n1;aa\r\na\r\n0\r\n\r\n", limits: limits).left == 0)
        #expect(decode("1;aa\r\na\r\n1;aaa", limits: limits).fault == RequestFault(431, .chunkExtension))
    }

    @Test func `trailers are bounded like a header section`() {
        var limits = HTTPLimits()
        limits.headerSectionBytes = 12
        limits.headerFields = 2
        #expect(decode("0\r\nA: b\r\nC: d\r\n\r\n", limits: limits).left == 0)
        #expect(decode("0\r\nA: b\r\nC: dd\r\n", limits: limits).fault == RequestFault(431, .headerTooLarge))
        #expect(decode("0\r\nA:\r\nB:\r\nC", limits: limits).fault == RequestFault(431, .tooManyFields))
    }

    @Test func `a length is taken to the octet`() throws {
        var decoder = BodyDecoder(framing: .length(5), limits: HTTPLimits())
        var body: [UInt8] = []
        #expect(try take(bytes("hel"), from: &decoder, into: &body, atMost: .max) == 3)
        #expect(!decoder.isFinished)
        #expect(try take(bytes("loGET"), from: &decoder, into: &body, atMost: .max) == 2)
        #expect(decoder.isFinished)
        #expect(body == bytes("hello"))
        #expect(try take(bytes("GET"), from: &decoder, into: &body, atMost: .max) == 0)
    }

    @Test func `no framing and an explicit zero are finished at once`() {
        #expect(BodyDecoder(framing: .none, limits: HTTPLimits()).isFinished)
        #expect(BodyDecoder(framing: .length(0), limits: HTTPLimits()).isFinished)
    }

    @Test func `a full output stops the input where the data is`() throws {
        var decoder = BodyDecoder(framing: .chunked, limits: HTTPLimits())
        var body: [UInt8] = []
        let wire = bytes("5\r\nhello\r\n0\r\n\r\n")
        #expect(try take(wire, from: &decoder, into: &body, atMost: 2) == 5)
        #expect(body == bytes("he"))
        let rest = Array(wire[5...])
        #expect(try take(rest, from: &decoder, into: &body, atMost: 3) == rest.count)
        #expect(decoder.isFinished)
        #expect(body == bytes("hello"))
    }
}
