import HTTPCore
import Routing
import Testing
import Vocabulary

@testable import Enforcement

/// docs/wire.md says of our answers what the code does.
@Suite struct `Answers in the wire contract` {
    static let file = Repository.document("docs/wire.md")
    static let codes = file.table(after: "codes:")

    @Test func `every code has one row, and no row is without a code`() {
        #expect(Self.codes.map { $0[0] }.sorted() == WireAnswer.Code.allCases.map { "`\($0.rawValue)`" }.sorted())
    }

    @Test func `what the fault table answers stands in the table of codes`() {
        for kind in UpstreamFailure.Kind.allCases {
            for (certainty, isWrite) in [(UpstreamFailure.Certainty.notSent, true), (.notSent, false), (.unknown, true), (.unknown, false)]
            {
                let answer = FaultTable.answer(UpstreamFailure(certainty, kind), isWrite: isWrite, api: "billing")
                let row = Self.codes.first { $0[0] == "`\(answer.code.rawValue)`" }
                #expect(row?[1] == String(answer.status), "\(certainty) \(kind) write \(isWrite)")
                #expect(
                    row?[3].hasPrefix("no") == !answer.isRetryable || answer.code == .upstreamFailed,
                    "\(answer.code) retryable \(answer.isRetryable)")
            }
        }
    }

    @Test func `every status that a source gives to a code stands beside it`() throws {
        var found = 0
        for (path, text) in Repository.swiftSources where path.hasPrefix("Sources/Enforcement") || path.hasPrefix("Sources/ControlPlane") {
            for match in text.matches(of: /([1-5][0-9]{2}), \.([a-z][A-Za-z]+)\b/) {
                let name = String(match.output.2)
                guard let code = WireAnswer.Code.allCases.first(where: { "\($0)" == name }) else { continue }
                found += 1
                let statuses =
                    Self.codes.first { $0[0] == "`\(code.rawValue)`" }?[1].split(separator: ",").map { $0.filter { $0 != " " } } ?? []
                #expect(statuses.contains(String(match.output.1)), "\(path): \(match.output.1) `\(code.rawValue)`")
            }
        }
        #expect(found > 15)
    }

    @Test(arguments: Dialect.allCases) func `the body of each dialect is the one written`(_ dialect: Dialect) throws {
        // MCP has no shape of its own yet; the document says that it is the plain one.
        let marker = dialect == .mcp ? "plain" : dialect.rawValue
        let answer = WireAnswer(
            403, .actionBlocked,
            "Not executed, no side effect: no operation of `billing` is bound to this method and path. Use one that is, or ask the operator."
        )
        let (head, body) = DialectWriter.write(answer, dialect: dialect, decision: DecisionID("dec_4h6vhhkmc1g9xrf3y96ef4qqck"))
        let expected = String(decoding: body, as: UTF8.self)
        let shown = Self.file.fence(after: "dialect: \(marker)") ?? ""
        // Lines are broken for readers: white space outside is not part of the comparison.
        #expect(Self.squeezed(shown) == Self.squeezed(expected), "dialect \(dialect.rawValue):\n\(expected)")
        let type = head.fields.first(.contentType).map { String(decoding: $0, as: UTF8.self) } ?? ""
        if type != "application/json" {
            let line = Self.file.lines.first { $0.contains("`dialect: \(marker)`") } ?? ""
            #expect(line.contains("`content-type: \(type)`"), "\(dialect.rawValue): \(type)")
        }
    }

    @Test func `bounds of repeats are the defaults`() {
        let limits = UnsettledCalls.Limits()
        let bounds = GatewayBounds()
        let values = Self.file.table(after: "repeats:").map { $0[1] }
        #expect(
            values == [
                "\(limits.keptFor.components.seconds) s", "\(limits.unknownFor.components.seconds) s",
                "\(bounds.drainFor.components.seconds) s", "\(limits.answerBytes) bytes", "\(limits.keptBytes) bytes",
                "\(limits.entriesPerAgent)", "\(limits.entries)", "\(bounds.attachBodyBytes) bytes",
            ])
        let bound = String(SecretGuard.inspectedBytes / 1024) + " KiB is looked through"
        #expect(Self.file.lines.contains { $0.contains(bound) })
        #expect(Self.file.lines.contains { $0.contains("at most \(RequestFieldRules.maximumRanges) ranges") })
    }

    private static func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace } }
}
