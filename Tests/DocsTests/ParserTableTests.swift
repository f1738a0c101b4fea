import HTTPCore
import Testing

/// The choices of docs/wire.md, "What the parser refuses", run through the parser.
@Suite struct `Parser tables` {
    static let file = Repository.document("docs/wire.md")

    @Test(arguments: ["line", "field", "host", "chunk"]) func `each row has the verdict that it says`(_ kind: String) {
        let rows = Self.file.table(after: "parser: \(kind)")
        #expect(rows.count >= 8)
        for row in rows {
            let example = MarkdownFile.spans(in: row[0]).first ?? ""
            let expected = row[1] == "accepted" ? "accepted" : "\(row[1]) \(row[2])"
            #expect(Self.verdict(kind, Self.bytes(example)) == expected, "\(kind): `\(example)`")
        }
    }

    @Test func `every reason for a refusal is named`() {
        let whole = Self.file.lines.joined(separator: "\n")
        for reason in RequestFault.Reason.allCases { #expect(whole.contains(reason.rawValue), "\(reason.rawValue)") }
    }

    private static func verdict(_ kind: String, _ example: [UInt8]) -> String {
        let end = Array("\r\n".utf8)
        let host = Array("Host: gateway.test\r\n".utf8)
        do throws(RequestFault) {
            switch kind {
            case "line": try parse(example + end + host + end)
            case "field": try parse(Array("POST /a HTTP/1.1\r\n".utf8) + host + example + end + end)
            case "host": try parse(Array("GET /a HTTP/1.1\r\nHost: ".utf8) + example + end + end)
            default:
                var decoder = BodyDecoder(framing: .chunked, limits: HTTPLimits())
                var output: [UInt8] = []
                _ = try decoder.decode(example.span, into: &output, outputLimit: 1024)
                return decoder.isFinished && output == Array("abc".utf8) ? "accepted" : "not finished"
            }
            return "accepted"
        } catch {
            return "\(error.status) \(error.reason.rawValue)"
        }
    }

    private static func parse(_ bytes: [UInt8]) throws(RequestFault) {
        var parser = RequestParser(limits: HTTPLimits(), isSecure: false)
        guard try parser.parse(bytes.span) != nil else { throw RequestFault(0, .requestLine) }
    }

    /// `⏎` is CR LF, `\u{7f}` a byte or character by its number.
    private static func bytes(_ example: String) -> [UInt8] {
        let text = example.replacing("⏎", with: "\r\n").replacing(/\\u\{([0-9a-f]+)\}/) { match in
            UInt32(match.output.1, radix: 16).flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? ""
        }
        return Array(text.utf8)
    }
}
