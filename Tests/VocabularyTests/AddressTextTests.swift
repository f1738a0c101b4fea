import Testing
import Vocabulary

@Suite struct `Addresses as text` {
    @Test(arguments: [
        "", "1", "127.1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "0x7f.0.0.1", "1.2.3.4 ", " 1.2.3.4", "1.2.3.-4", "1.2.3.4:80",
        ":", ":::",
        "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "g::", "::1%lo", "[::1]", "::1.2.3", "1.2.3.4::",
        "1:", ":1",
        "::ffff:1.2.3.4.5", "0000:0000:0000:0000:0000:0000:0000:0000:0",
    ])
    func `lenient and malformed forms are refused`(_ text: String) {
        #expect(Address(text: Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"),
        ("2001:DB8::0:1", "2001:db8::1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("fe80::", "fe80::"),
        ("::ffff:10.0.0.1", "10.0.0.1"), ("64:ff9b::1.2.3.4", "64:ff9b::102:304"), ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
        ("1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
    ])
    func `strict forms are read and written back`(_ text: String, _ canonical: String) {
        #expect(Address(text: Array(text.utf8))?.description == canonical)
    }

    @Test func `the mapped form is the same host`() {
        #expect(Address(text: Array("::ffff:127.0.0.1".utf8)) == Address(v4: 0x7f00_0001))
    }
}

@Suite struct `Address ranges as text` {
    private func read(_ text: String) -> Result<AddressRange, AddressRange.TextError> {
        do throws(AddressRange.TextError) { return .success(try AddressRange(text: Array(text.utf8))) } catch { return .failure(error) }
    }

    @Test(arguments: ["", "/8", "x/8", "10.0.0.0.0/8", String(repeating: "1", count: 65)]) func `what is no address is refused`(
        _ text: String
    ) {
        #expect(read(text) == .failure(.notAnAddress))
    }

    @Test(arguments: [("10.0.0.0/33", 32), ("10.0.0.0/", 32), ("10.0.0.0/08", 32), ("10.0.0.0/-1", 32), ("::/129", 128)])
    func `a prefix outside its bounds is refused`(_ text: String, _ most: Int) {
        #expect(read(text) == .failure(.badPrefix(max: most)))
    }

    @Test func `bits below the prefix are refused with what was probably meant`() throws {
        guard case .failure(let error) = read("10.1.2.3/8") else {
            Issue.record("was read")
            return
        }
        #expect(error.message == "bits are set below the prefix; expected `10.0.0.0/8`")
    }

    @Test(arguments: ["10.0.0.0/8", "0.0.0.0/0", "127.0.0.1/32", "::/0", "fe80::/10", "2001:db8::/64", "2001:db8::1/128"])
    func `ranges are read and written back`(_ text: String) {
        #expect((try? read(text).get())?.description == text)
    }

    @Test func `an address alone is a range of one`() throws {
        let range = try read("127.0.0.1").get()
        #expect(range.contains(Address(v4: 0x7f00_0001)) && !range.contains(Address(v4: 0x7f00_0002)))
    }

    @Test func `ranges that share an address overlap`() throws {
        let wide = try read("10.0.0.0/8").get()
        let narrow = try read("10.2.0.0/16").get()
        #expect(wide.overlaps(narrow) && narrow.overlaps(wide))
        #expect(!wide.overlaps(try read("11.0.0.0/8").get()))
    }
}
