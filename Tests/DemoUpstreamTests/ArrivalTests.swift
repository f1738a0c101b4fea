import HTTPCore
import Testing

@testable import DemoUpstream

@Suite struct `Arrival log` {
    private func line(_ authorization: String?, target: String = "/billing/v1/refunds", body: [UInt8] = []) -> String {
        var fields = FieldSection()
        fields.append(.host, "127.0.0.1:8089".utf8)
        if let authorization { fields.append(.authorization, authorization.utf8) }
        let arrival = Arrival(method: .post, path: Array(target.utf8), query: Array("a=1".utf8), fields: fields, body: body)
        return String(decoding: arrival.logLine, as: UTF8.self)
    }

    @Test func `a wrong credential is named as wrong and not printed`() {
        let line = line("Bearer bg_support_1_secret")
        #expect(line.contains(#""authorization":"Bearer (not the demo credential)""#))
        #expect(!line.contains("secret"))
    }

    @Test func `a value without a scheme shows at most sixteen octets`() {
        #expect(line("abcdefghijklmnopqrstuvwxyz").contains(#""authorization":"abcdefghijklmnop (not the demo credential)""#))
    }

    @Test func `the injected credential is recognised`() {
        #expect(line("Bearer demo-billing-credential").contains(#""authorization":"Bearer (the demo credential)""#))
        #expect(line(nil).contains(#""authorization":null"#))
    }

    @Test func `what stands in a body cannot break the line`() {
        let line = line(nil, body: Array("a\"\n\r\u{1b}é".utf8))
        #expect(line.hasSuffix("\"body_bytes\":7,\"body\":\"a\\\"\\\\x0a\\\\x0d\\\\x1b\\\\xc3\\\\xa9\"}\n"))
        #expect(JSONReader.read(Array(line.utf8)) != nil)
    }

    @Test(arguments: [(200, 200), (201, 200)])
    func `at most 200 octets of a body are shown`(sent: Int, shown: Int) {
        let line = line(nil, body: Array(repeating: UInt8(ascii: "x"), count: sent))
        #expect(line.contains("\"body_bytes\":\(sent),\"body\":\"\(String(repeating: "x", count: shown))\"}"))
    }
}
