import Testing
import Vocabulary

@Suite struct `Secret templates` {
    private func parse(_ text: String) -> Result<SecretTemplate, SecretTemplate.ParseError> {
        do throws(SecretTemplate.ParseError) { return .success(try SecretTemplate(parsing: Array(text.utf8))) } catch {
            return .failure(error)
        }
    }

    @Test(arguments: [
        ("", SecretTemplate.ParseError.empty), ("a\nb", .controlCharacter), ("a\u{0}b", .controlCharacter), ("${env:A", .unclosed),
        ("${A}", .unknownSource(Array("A".utf8))), ("${vault:A}", .unknownSource(Array("vault:A".utf8))), ("${env:}", .badName([])),
        ("${env:1A}", .badName(Array("1A".utf8))), ("${env:A-B}", .badName(Array("A-B".utf8))), ("${file:}", .badPath([])),
        (String(repeating: "${env:A}", count: 17), .tooManyParts(max: 16)),
    ])
    func `malformed references are refused`(_ text: String, _ error: SecretTemplate.ParseError) {
        #expect(parse(text) == .failure(error))
    }

    @Test func `literals and references are told apart`() throws {
        let template = try parse("Bearer ${env:BILLING_KEY}-${file:/run/x}$").get()
        #expect(
            template.parts == [
                .literal(Array("Bearer ".utf8)), .environment(Array("BILLING_KEY".utf8)), .literal([0x2d]), .file(Array("/run/x".utf8)),
                .literal([0x24]),
            ])
        #expect(template.hasReference)
    }

    @Test func `a literal is never shown`() throws {
        let template = try parse("hunter2${env:A}").get()
        #expect("\(template)" == "<redacted>${env:A}")
        #expect(try !parse("hunter2").get().hasReference)
    }

    @Test func `sixteen parts are the most`() throws {
        #expect(try parse(String(repeating: "${env:A}", count: 16)).get().parts.count == 16)
    }
}
