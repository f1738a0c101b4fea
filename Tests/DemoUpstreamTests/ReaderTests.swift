import Testing

@testable import DemoUpstream

@Suite struct `Reading bodies` {
    @Test(arguments: [
        "", "{", "{\"a\"}", "{\"a\":}", "[1,]", "01", "-", "1.", "1e", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "tru", "1 2",
        "{\"a\":1,}",
        "\"\u{1}\"",
    ])
    func `what is not one JSON value is not read`(text: String) {
        #expect(JSONReader.read(Array(text.utf8)) == nil)
    }

    @Test func `depth is bounded`() {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(JSONReader.read(nested(32)) != nil)
        #expect(JSONReader.read(nested(33)) == nil)
        #expect(JSONReader.read(nested(100_000)) == nil)
    }

    @Test(arguments: [
        #"{"a":[1,-2.50,1e+9,"x",true,false,null],"b":{}}"#, #"[]"#, #""é""#, #""\n\"\\""#, #"0"#,
    ])
    func `what is read is written the same`(text: String) {
        #expect(JSONReader.read(Array(text.utf8)).map { String(decoding: $0.text, as: UTF8.self) } == text)
    }

    @Test func `escapes are decoded`() {
        #expect(JSONReader.read(Array(#""\u0041\ud83d\ude00\/\t""#.utf8)) == .string("A😀/\t"))
    }

    @Test func `forms are decoded once`() {
        let form = FormFields("a=%2520+b&c&=d&page=12&bad=%zz&big=1234567".utf8)
        #expect(form["a"] == "%20 b")
        #expect(form["c"] == "")
        #expect(form["bad"] == "%zz")
        #expect(form.number("page") == 12)
        #expect(form.number("big") == nil)
        #expect(form["none"] == nil)
        #expect(FormFields(Array(repeating: "a=1&", count: 500).joined().utf8).pairs.count == 100)
    }
}
