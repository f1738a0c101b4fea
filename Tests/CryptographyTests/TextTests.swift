import Cryptography
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

@Suite struct `Hexadecimal text` {
    @Test(arguments: ["0", "abc", "0g", "g0", " 00", "0x00", "0\u{fb01}"])
    func `what is not whole pairs of digits is refused`(input: String) {
        #expect(Hex.decode(bytes(input)) == nil)
    }

    @Test func `every byte comes back, and both cases are read`() {
        let all = (0...255).map { UInt8($0) }
        #expect(Hex.decode(Hex.encode(all)) == all)
        #expect(Hex.decode(bytes("DEADbeef")) == [0xde, 0xad, 0xbe, 0xef])
        #expect(Hex.decode([]) == [])
    }
}

@Suite struct `base64url text` {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
    ])
    func `the examples of RFC 4648 come out without padding`(input: String, expected: String) {
        #expect(Base64URL.encode(bytes(input)) == bytes(expected))
    }

    @Test func `the two characters that differ from base64 are used`() {
        #expect(Base64URL.encode([0xfb, 0xff]) == bytes("-_8"))
    }

    @Test func `32 bytes are 43 characters of the alphabet`() {
        let text = Base64URL.encode([UInt8](repeating: 0xff, count: 32))
        #expect(text.count == 43)
        #expect(text.allSatisfy(Base64URL.isCharacter))
        #expect(!Base64URL.isCharacter(0x2b) && !Base64URL.isCharacter(0x2f) && !Base64URL.isCharacter(0x3d))
    }
}

@Suite struct `base64 text` {
    private func decode(_ text: String) -> [UInt8]? {
        let raw = bytes(text)
        return Base64.decode(raw.span)
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zm8", "Zg===", "=", "==", "====", "Zh==", "Zm9=", "Z===", "Zg==Zg==", "Zm 9", "Zm9v\n", "Zm-v", "Zm_v",
        "Z\u{e9}m",
    ])
    func `what an encoder does not write is refused`(text: String) { #expect(decode(text) == nil) }

    @Test(arguments: [
        ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"), ("Zm9vYmFy", "foobar"),
    ])
    func `the examples of RFC 4648 are read`(text: String, expected: String) { #expect(decode(text) == bytes(expected)) }

    @Test func `the last two characters of the alphabet are read`() { #expect(decode("+/8=") == [0xfb, 0xff]) }
}

@Suite struct `base32 ids` {
    @Test func `128 bits are 26 characters, the first of at most 7`() {
        #expect(Base32.encode(high: 0, low: 0) == bytes("00000000000000000000000000"))
        #expect(Base32.encode(high: .max, low: .max) == bytes("7zzzzzzzzzzzzzzzzzzzzzzzzz"))
        #expect(Base32.encode(high: 0, low: 32) == bytes("00000000000000000000000010"))
        #expect(Base32.encode(high: 1, low: 0) == bytes("0000000000000g000000000000"))
    }
}

@Suite struct `Comparison in constant time` {
    @Test func `one bit anywhere, or one byte more, is unequal`() {
        let secret = (0..<60).map { UInt8($0) }
        for at in 0..<secret.count {
            var other = secret
            other[at] ^= 0x80
            #expect(!ConstantTime.equals(secret, other))
        }
        #expect(!ConstantTime.equals(secret, secret + [0]))
        #expect(!ConstantTime.equals(secret, []))
    }

    @Test func `equal bytes are equal, none included`() {
        #expect(ConstantTime.equals([1, 2, 3], [1, 2, 3]))
        #expect(ConstantTime.equals([UInt8](), []))
        #expect(ConstantTime.equals([9, 1, 2][1...], [1, 2, 9][..<2]))
    }
}

@Suite struct `Secure random` {
    @Test func `numbers and bytes do not repeat across batches`() {
        var random = SecureRandom()
        var seen: Set<UInt64> = []
        for _ in 0..<2_000 { seen.insert(random.next()) }
        #expect(seen.count == 2_000)
        var texts: Set<[UInt8]> = []
        for _ in 0..<1_000 { texts.insert(random.bytes(16)) }
        #expect(texts.count == 1_000)
    }

    @Test(arguments: [0, 1, 7, 4095, 4096, 4097, 10_000])
    func `as many bytes come as were asked for`(count: Int) {
        var random = SecureRandom()
        _ = random.bytes(3)
        let found = random.bytes(count)
        #expect(found.count == count)
        if count > 100 { #expect(Set(found).count > 50) }
    }
}
