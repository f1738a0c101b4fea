import HTTPCore
import Testing

@Suite struct `Field vocabulary` {
    @Test(arguments: KnownField.allCases)
    func `each known field is found by its name and by nothing near it`(field: KnownField) {
        let name = bytes(field.text.description)
        #expect(KnownField(name: name[...]) == field)
        #expect(isFieldName(name))
        #expect(name == bytes(field.text.description.lowercased()))
        for near in [Array(name.dropLast()), name + bytes("x"), bytes("x") + name] {
            #expect(KnownField(name: near[...]).map { bytes($0.text.description) == near } ?? true)
        }
        // Same length and same hashed octets, another name.
        var other = name
        other[1] = other[1] == 0x7a ? 0x79 : 0x7a
        if other != name { #expect(KnownField(name: other[...]) != field) }
    }

    @Test(arguments: ["", "x", "Host", "HOST", "\u{0}\u{0}", String(repeating: "a", count: 300)])
    func `an unknown or upper-case name is not found`(name: String) { #expect(KnownField(name: bytes(name)[...]) == nil) }

    @Test func `a request's names are known in any case`() throws {
        let fields = try #require(try parsed(withLines("IDEMPOTENCY-KEY: k\r\nx-Agent-KEY: a\r\n"))).fields
        #expect(fields.first(.idempotencyKey).map(text) == "k")
        #expect(fields.first(.xAgentKey).map(text) == "a")
        #expect(!fields.contains(.authorization))
    }

    @Test func `a section keeps lines in order and gives their bytes back`() {
        var fields = FieldSection()
        fields.append(.contentType, bytes("a/b"))
        fields.append(name: bytes("x-own"), bytes("1"))
        var copy = FieldSection()
        for line in fields.lines { copy.append(line, of: fields) }
        copy.append(.contentType, bytes(""))
        #expect(copy.lines.map { text(copy.name($0)) + "=" + text(copy.value($0)) } == ["content-type=a/b", "x-own=1", "content-type="])
        #expect(copy.lines.map(\.known) == [.contentType, nil, .contentType])
        #expect(copy.lines(of: .contentType).count == 2)
    }
}

@Suite struct `Octets` {
    // #expect cannot see a span, which does not escape.
    private func isNameSpan(_ octets: [UInt8]) -> Bool { isFieldName(octets.span) }
    private func isTokenSpan(_ octets: [UInt8]) -> Bool { isToken(octets.span) }
    private func isValueSpan(_ octets: [UInt8]) -> Bool { isFieldValue(octets.span) }

    private let alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    @Test func `a field name is letters, digits and hyphen`() {
        let allowed = Set(bytes(alphanumerics + "-"))
        for octet in UInt8.min...UInt8.max {
            #expect(isNameSpan([octet]) == allowed.contains(octet))
            #expect(isFieldName([octet]) == allowed.contains(octet))
        }
        #expect(!isFieldName([UInt8]()))
        #expect(!isNameSpan([]))
    }

    @Test func `a token is what RFC 9110 says`() {
        let allowed = Set(bytes(alphanumerics + "!#$%&'*+-.^_`|~"))
        for octet in UInt8.min...UInt8.max { #expect(isTokenSpan([octet]) == allowed.contains(octet)) }
        #expect(!isTokenSpan([]))
    }

    @Test func `a field value has no control but HTAB, at any place in any word`() {
        for octet in UInt8.min...UInt8.max {
            let isAllowed = octet == 9 || (octet >= 32 && octet != 127)
            for length in [1, 7, 8, 9, 16, 23] {
                for position in 0..<length {
                    var value = [UInt8](repeating: 0xff, count: length)
                    value[position] = octet
                    // A second HTAB after it: a false alarm must not hide what follows, nor stop the scan.
                    if position + 1 < length { value[position + 1] = 9 }
                    guard isValueSpan(value) != isAllowed || isFieldValue(value) != isAllowed else { continue }
                    Issue.record("octet \(octet) at \(position) of \(length)")
                }
            }
        }
        #expect(isValueSpan([]))
    }

    @Test func `a target's octets are those RFC 3986 sends`() {
        let allowed = Set(bytes(alphanumerics + "-._~:/?[]@!$&'()*+,;=%"))
        for octet in UInt8.min...UInt8.max where octet != 0x20 && octet != 0x25 && octet != 0x3f {
            let wire = bytes("GET /") + [octet] + bytes(" HTTP/1.1\r\nHost: gw.test\r\n\r\n")
            #expect((fault(wire) == nil) == allowed.contains(octet), "octet \(octet)")
        }
    }

    @Test(arguments: [
        ("", []), (",", []), ("a", ["a"]), (" a , ,b\t,", ["a", "b"]), ("a b,c", ["a b", "c"]), (",,a", ["a"]),
        ("\"a,b\"", ["\"a", "b\""]),
    ])
    func `a comma list gives its members trimmed and skips empty ones`(value: String, members: [String]) {
        #expect(CommaList(bytes(value)[...]).map(text) == members)
    }
}
