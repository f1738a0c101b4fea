internal import Vocabulary

extension Address {
    /// What one peer may choose freely is one network: a /64 of IPv6, all of loopback; an IPv4 address stands for itself.
    ///
    /// Runs and back-off are kept by it, so that a new source address of the same host opens nothing new.
    var network: Address {
        if isV4 { return low >> 24 & 0xff == 127 ? Address.loopback : self }
        if high == 0, low == 1 { return Address.loopback }
        return Address(high: high, low: 0)
    }

    private static let loopback = Address(v4: 0x7f00_0001)
}
