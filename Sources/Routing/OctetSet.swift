/// A set of ASCII octets as two words: membership is a shift, without a table in memory.
struct OctetSet: Sendable {
    let low: UInt64
    let high: UInt64

    /// `PathByte.plain` as a set; a test holds the two together.
    static let plain = OctetSet(low: 0x27ff_7fd2_0000_0000, high: 0x57ff_fffe_afff_ffff)

    func contains(_ octet: UInt8) -> Bool {
        guard octet < 0x80 else { return false }
        return (octet < 64 ? low : high) >> UInt64(octet & 63) & 1 == 1
    }
}
