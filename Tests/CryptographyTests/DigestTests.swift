import Cryptography
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

@Suite struct `SHA-256` {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `the examples of FIPS 180-4 come out`(input: String, expected: String) {
        #expect(text(SHA256.digest(of: bytes(input)).hex) == expected)
    }

    @Test func `pieces give what the whole gives, at every cut`() {
        let whole = (0..<200).map { UInt8($0) }
        let expected = SHA256.digest(of: whole)
        for cut in 0...whole.count {
            var digest = SHA256()
            digest.update(whole[..<cut])
            digest.update(Array(whole[cut...]))
            let found = digest.finish()
            #expect(found == expected)
        }
    }

    @Test func `a slice is digested alone`() {
        #expect(SHA256.digest(of: bytes("xabcx")[1..<4]) == SHA256.digest(of: bytes("abc")))
    }

    @Test func `an abandoned digest is no trouble`() {
        var digest = SHA256()
        digest.update([1, 2, 3])
    }
}

@Suite struct `A digest value` {
    @Test func `31 and 33 bytes are not one`() {
        #expect(Digest(bytes: [UInt8](repeating: 1, count: 31)) == nil)
        #expect(Digest(bytes: [UInt8](repeating: 1, count: 33)) == nil)
    }

    @Test func `its bytes come back`() {
        let raw = (1...32).map { UInt8($0) }
        #expect(Digest(bytes: raw)?.bytes == raw)
        #expect(SHA256.digest(of: bytes("abc")) == Digest(bytes: SHA256.digest(of: bytes("abc")).bytes))
    }

    @Test func `one bit anywhere makes it another`() throws {
        let raw = [UInt8](repeating: 0x5a, count: 32)
        let digest = try #require(Digest(bytes: raw))
        for at in 0..<256 {
            var other = raw
            other[at / 8] ^= 1 << UInt8(at % 8)
            #expect(Digest(bytes: other) != digest)
        }
    }
}

@Suite struct `HMAC and HKDF` {
    @Test func `RFC 4231 cases 1, 2 and 6`() {
        let first = HMACSHA256.code(of: bytes("Hi There"), key: [UInt8](repeating: 0x0b, count: 20))
        #expect(text(first.hex) == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        let second = HMACSHA256.code(of: bytes("what do ya want for nothing?"), key: bytes("Jefe"))
        #expect(text(second.hex) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let sixth = HMACSHA256.code(
            of: bytes("Test Using Larger Than Block-Size Key - Hash Key First"), key: [UInt8](repeating: 0xaa, count: 131))
        #expect(text(sixth.hex) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test func `an empty key is a key`() {
        let code = HMACSHA256.code(of: [], key: [])
        #expect(text(code.hex) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test func `pieces give what the whole gives`() {
        var mac = HMACSHA256(key: bytes("Jefe"))
        mac.update(bytes("what do ya ")[...])
        mac.update(bytes("want for nothing?"))
        let found = mac.finish()
        #expect(found == HMACSHA256.code(of: bytes("what do ya want for nothing?"), key: bytes("Jefe")))
    }

    @Test func `RFC 5869 cases 1 and 3`() {
        let material = [UInt8](repeating: 0x0b, count: 22)
        let first = HKDF.derive(from: material, salt: (0...12).map { UInt8($0) }, info: (0xf0...0xf9).map { UInt8($0) }, count: 42)
        #expect(
            text(Hex.encode(first)) == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
        let third = HKDF.derive(from: material, salt: [], info: [], count: 42)
        #expect(
            text(Hex.encode(third)) == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")
    }

    @Test func `the longest output is given, and one more stops the process`() async {
        #expect(HKDF.derive(from: [1], salt: [], info: [], count: HKDF.outputLimitBytes).count == 8160)
        await #expect(processExitsWith: .failure) { _ = HKDF.derive(from: [1], salt: [], info: [], count: HKDF.outputLimitBytes + 1) }
    }
}
