internal import Glibc
internal import Routing
internal import Vocabulary

/// Which peer addresses a route may be connected to.
///
/// Asked before a socket is opened and again, on every request, with the address that is really connected: a name may change its mind.
struct PeerRule {
    let networks: Networks
    let ownListeners: [OwnListener]

    /// Why `address` is refused; nil: it is allowed.
    /// - Parameter isLocal: whether an interface of this host has the address; asked only where the port is one we listen on.
    func refusal(of address: Address, port: UInt16, isLocal: (Address) -> Bool) -> String? {
        let address = PeerRule.innermost(address)
        let kind = AddressKind(address)
        if kind == .never { return "an address no upstream can have" }
        for listener in ownListeners where listener.port == port {
            let isOwn = listener.isWildcard ? kind == .loopback || isLocal(address) : PeerRule.innermost(listener.address) == address
            if isOwn { return "this gateway's own listener" }
        }
        for range in networks.ranges where range.contains(address) {
            // A link-local address (where clouds keep their metadata) must be meant: `0.0.0.0/0` does not mean it.
            if kind != .linkLocal || AddressKind(range.base) == .linkLocal && range.prefixLength >= 10 { return nil }
        }
        switch kind {
        case .global: return networks.allowsPublic ? nil : "a public address"
        case .private: return networks.allowsPrivate ? nil : "a private address"
        case .loopback: return networks.allowsLoopback ? nil : "a loopback address"
        case .linkLocal: return "a link-local address"
        case .special: return "an address set aside for special use"
        case .never: return "an address no upstream can have"
        }
    }

    /// The IPv4 address inside a NAT64 (64:ff9b::/96) or 6to4 (2002::/16) one; others as they are.
    static func innermost(_ address: Address) -> Address {
        if address.high == 0x0064_ff9b_0000_0000, address.low >> 32 == 0 { return Address(v4: UInt32(truncatingIfNeeded: address.low)) }
        if address.high >> 48 == 0x2002 { return Address(v4: UInt32(truncatingIfNeeded: address.high >> 16)) }
        return address
    }
}

extension OwnListener {
    var isWildcard: Bool { (address.high == 0 && address.low == 0) || address == Address(v4: 0) }
}

/// What an address is for (IANA special-purpose registries, RFC 6890).
enum AddressKind: Equatable {
    case global, `private`, loopback, linkLocal
    /// Documentation, benchmarks, relays: reachable only where a range of the route says so.
    case special
    /// Unspecified, multicast, broadcast, reserved.
    case never

    init(_ address: Address) { self = address.isV4 ? AddressKind.v4(UInt32(truncatingIfNeeded: address.low)) : AddressKind.v6(address) }

    private static func v4(_ bits: UInt32) -> AddressKind {
        func within(_ base: UInt32, _ prefix: UInt32) -> Bool { (bits ^ base) >> (32 - prefix) == 0 }
        if within(0x0000_0000, 8) || bits >> 28 >= 0xe { return .never }
        if within(0x7f00_0000, 8) { return .loopback }
        if within(0xa9fe_0000, 16) { return .linkLocal }
        if within(0x0a00_0000, 8) || within(0xac10_0000, 12) || within(0xc0a8_0000, 16) || within(0x6440_0000, 10) { return .private }
        let special: [(UInt32, UInt32)] = [
            (0xc000_0000, 24), (0xc000_0200, 24), (0xc058_6300, 24), (0xc612_0000, 15), (0xc633_6400, 24), (0xcb00_7100, 24),
        ]
        return special.contains { within($0.0, $0.1) } ? .special : .global
    }

    private static func v6(_ address: Address) -> AddressKind {
        if address.high == 0 { return address.low == 1 ? .loopback : .never }
        if address.high >> 56 == 0xff { return .never }
        if address.high >> 54 == 0xfe80 >> 6 { return .linkLocal }
        if address.high >> 57 == 0xfc >> 1 { return .private }
        // Teredo, ORCHID and documentation lie inside 2000::/3; outside it nothing is public.
        let isSpecial =
            address.high >> 61 != 1 || address.high >> 32 == 0x2001_0000 || address.high >> 32 == 0x2001_0db8
            || address.high >> 36 == 0x200_1001 || address.high >> 36 == 0x200_1002 || address.high >> 44 == 0x3fff0
        return isSpecial ? .special : .global
    }
}
