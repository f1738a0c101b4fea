/// An IPv4 or IPv6 address as 16 bytes; IPv4 in its v4-mapped form, so that the two spellings of one host are one value.
public struct Address: Hashable, Sendable {
    /// 16 bytes, network order.
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Parameter v4: the four octets, most significant first.
    public init(v4: UInt32) { self.init(high: 0, low: 0xffff_0000_0000 | UInt64(v4)) }

    public var isV4: Bool { high == 0 && low >> 32 == 0xffff }
}

/// A CIDR block; 0...128 leading bits of an `Address` count (an IPv4 prefix of n is n + 96 here).
public struct AddressRange: Hashable, Sendable {
    public let base: Address
    public let prefixLength: Int

    /// - Parameter prefixLength: 0...128, counted in the 16-byte form.
    public init(base: Address, prefixLength: Int) {
        self.base = base
        self.prefixLength = max(0, min(128, prefixLength))
    }

    public func contains(_ address: Address) -> Bool {
        let highBits = min(64, prefixLength)
        let lowBits = prefixLength - highBits
        return AddressRange.sharePrefix(base.high, address.high, bits: highBits)
            && AddressRange.sharePrefix(base.low, address.low, bits: lowBits)
    }

    private static func sharePrefix(_ a: UInt64, _ b: UInt64, bits: Int) -> Bool { bits == 0 || (a ^ b) >> (64 - UInt64(bits)) == 0 }
}
