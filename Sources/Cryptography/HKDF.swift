/// Keys derived from a key: RFC 5869 with HMAC-SHA-256.
public enum HKDF {
    /// The most that one derivation gives, in bytes (RFC 5869 §2.3).
    public static let outputLimitBytes = 255 * 32

    /// - Parameter keyMaterial: the secret that everything comes from.
    /// - Parameter salt: may be empty.
    /// - Parameter info: names the purpose; two purposes never share a key.
    /// - Parameter count: 1...`outputLimitBytes`.
    public static func derive(from keyMaterial: [UInt8], salt: [UInt8], info: [UInt8], count: Int) -> [UInt8] {
        precondition((1...outputLimitBytes).contains(count), "HKDF gives 1 to 8160 bytes")
        let extracted = HMACSHA256.code(of: keyMaterial, key: salt).bytes
        var output: [UInt8] = []
        output.reserveCapacity(count + 32)
        var block: [UInt8] = []
        var number: UInt8 = 1
        while output.count < count {
            var mac = HMACSHA256(key: extracted)
            mac.update(block)
            mac.update(info)
            mac.update([number])
            block = mac.finish().bytes
            output += block
            number &+= 1
        }
        return Array(output.prefix(count))
    }
}
