import Compression
import Testing

@Suite struct `Bounded inflate` {
    /// `printf hello | gzip -n`
    private let gzip: [UInt8] = [
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0, 0x86, 0xa6, 0x10, 0x36, 5, 0, 0, 0,
    ]
    /// The zlib form of the same.
    private let deflate: [UInt8] = [0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0, 6, 0x2c, 2, 0x15]

    private func decode(_ bytes: [UInt8], _ coding: String, limit: Int = 1000) -> [UInt8]? {
        ZlibInflate().decode(bytes, coding: Array(coding.utf8), limit: limit)
    }

    @Test func `unknown codings, cut, flipped and doubled data are not read`() {
        #expect(decode(gzip, "br") == nil)
        #expect(decode([], "gzip") == nil)
        for end in 1..<gzip.count { #expect(decode(Array(gzip[..<end]), "gzip") == nil) }
        var flipped = gzip
        flipped[19] ^= 1
        #expect(decode(flipped, "gzip") == nil)
        #expect(decode(gzip + gzip, "gzip") == nil)
        #expect(decode(gzip + [0], "gzip") == nil)
    }

    @Test func `one member is read whole`() {
        #expect(decode(gzip, "gzip") == Array("hello".utf8))
        #expect(decode(deflate, "deflate") == Array("hello".utf8))
    }

    @Test func `exactly the bound passes, one byte more does not`() {
        #expect(decode(gzip, "gzip", limit: 5) != nil)
        #expect(decode(gzip, "gzip", limit: 4) == nil)
    }
}
