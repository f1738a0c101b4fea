extension AddressRange: CustomStringConvertible {
    public enum TextError: Error, Equatable {
        case notAnAddress
        /// The part after `/`; 32 for IPv4, 128 for IPv6.
        case badPrefix(max: Int)
        /// Bits below the prefix are set: `10.1.2.3/8` may mean two things. The range that was probably meant.
        case hostBits(meant: AddressRange)

        /// Lower case, no final stop, expected thing last.
        public var message: String {
            switch self {
            case .notAnAddress: "not an address; expected one such as 10.0.0.0/8, 127.0.0.1 or 2001:db8::/32"
            case .badPrefix(let most): "bad prefix length; expected a whole number from 0 to \(most)"
            case .hostBits(let meant): "bits are set below the prefix; expected `\(meant)`"
            }
        }
    }

    /// Reads `address/bits`, or an address alone for a range of one.
    public init(text: some Collection<UInt8>) throws(TextError) {
        let bytes = Array(text.prefix(64))
        let slash = bytes.firstIndex(of: 0x2f) ?? bytes.endIndex
        guard text.count <= 64, let address = Address(text: bytes[..<slash]) else { throw .notAnAddress }
        let isV4Text = !bytes[..<slash].contains(0x3a)
        let most = isV4Text ? 32 : 128
        guard slash < bytes.endIndex else {
            self.init(base: address, prefixLength: 128)
            return
        }
        guard let bits = Address.decimal(bytes[(slash + 1)...], max: most) else { throw .badPrefix(max: most) }
        let prefix = isV4Text ? bits + 96 : bits
        let masked = AddressRange.masked(address, prefix)
        guard masked == address else { throw .hostBits(meant: AddressRange(base: masked, prefixLength: prefix)) }
        self.init(base: address, prefixLength: prefix)
    }

    public var description: String {
        let isV4Range = base.isV4 && prefixLength >= 96
        return "\(base)/\(isV4Range ? prefixLength - 96 : prefixLength)"
    }

    /// Whether some address lies in both.
    public func overlaps(_ other: AddressRange) -> Bool { contains(other.base) || other.contains(base) }

    private static func masked(_ address: Address, _ prefix: Int) -> Address {
        let high = prefix >= 64 ? UInt64.max : prefix == 0 ? 0 : ~0 << UInt64(64 - prefix)
        let low = prefix >= 128 ? UInt64.max : prefix <= 64 ? 0 : ~0 << UInt64(128 - prefix)
        return Address(high: address.high & high, low: address.low & low)
    }
}
