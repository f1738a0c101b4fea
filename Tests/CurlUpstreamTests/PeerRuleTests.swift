import Glibc
import Routing
import Testing
import Vocabulary

@testable import CurlUpstream

@Suite struct `A peer address` {
    private static func address(_ text: String) -> Address? {
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 { return Address(v4: UInt32(bigEndian: v4.s_addr)) }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        return withUnsafeBytes(of: &v6) { bytes in
            Address(
                high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        }
    }

    private static func range(_ text: String, _ prefix: Int) throws -> AddressRange {
        AddressRange(base: try #require(address(text)), prefixLength: text.contains(":") ? prefix : prefix + 96)
    }

    private func isAllowed(_ text: String, port: UInt16 = 443, _ networks: Networks, own: [OwnListener] = []) throws -> Bool {
        let address = try #require(Self.address(text))
        return PeerRule(networks: networks, ownListeners: own).refusal(of: address, port: port, isLocal: { $0 == Address(v4: 0x0a00_0005) })
            == nil
    }

    /// Everything a route can allow by a word, and every address there is by range.
    private var generous: Networks {
        get throws {
            var networks = Networks()
            networks.allowsPrivate = true
            networks.allowsLoopback = true
            networks.ranges = [try Self.range("0.0.0.0", 0), try Self.range("::", 0)]
            return networks
        }
    }

    @Test(
        arguments: [
            "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::2", "::7f00:1", "ff02::1",
            "64:ff9b::", "2002:e000:1::", "64:ff9b::e000:1",
        ])
    func `that no upstream can have is refused whatever the route says`(text: String) throws {
        #expect(try !isAllowed(text, generous))
    }

    @Test(arguments: ["169.254.169.254", "169.254.0.1", "fe80::1", "febf::1", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::"])
    func `of the link needs a range of its own`(text: String) throws {
        #expect(try !isAllowed(text, generous))
        var networks = Networks()
        networks.ranges = [try Self.range("169.254.0.0", 16), try Self.range("fe80::", 10)]
        #expect(try isAllowed(text, networks))
    }

    @Test(
        arguments: [
            "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "100.127.255.255", "fc00::1",
            "fdff::1",
            "64:ff9b::a00:1", "2002:c0a8:1::1",
        ])
    func `of a private network needs the word private`(text: String) throws {
        var networks = Networks()
        #expect(try !isAllowed(text, networks))
        networks.allowsPrivate = true
        #expect(try isAllowed(text, networks))
    }

    @Test(arguments: ["127.0.0.1", "127.255.255.255", "::1", "64:ff9b::7f00:1", "2002:7f00:1::"])
    func `of this host needs the word loopback`(text: String) throws {
        var networks = Networks()
        networks.allowsPrivate = true
        #expect(try !isAllowed(text, networks))
        networks.allowsLoopback = true
        #expect(try isAllowed(text, networks))
    }

    @Test(
        arguments: [
            "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "2001::1",
            "2001:db8::1",
            "2001:10::1", "2001:20::1", "fec0::1", "100::1", "3fff:fff::1", "64:ff9b:1::1", "4000::1",
        ])
    func `for special use needs a range`(text: String) throws {
        var networks = Networks()
        networks.allowsPrivate = true
        networks.allowsLoopback = true
        #expect(try !isAllowed(text, networks))
        #expect(try isAllowed(text, generous))
    }

    @Test(
        arguments: [
            "1.1.1.1", "9.255.255.255", "11.0.0.0", "126.255.255.255", "128.0.0.0", "100.63.255.255", "100.128.0.0", "169.253.255.255",
            "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
            "223.255.255.255", "2606:4700::1111", "64:ff9b::808:808", "2003::1", "3fff:1000::1",
        ])
    func `of the internet needs nothing, unless the route forbids it`(text: String) throws {
        #expect(try isAllowed(text, Networks()))
        var networks = Networks()
        networks.allowsPublic = false
        #expect(try !isAllowed(text, networks))
    }

    @Test func `of our own listener is refused whatever the route says`() throws {
        let own = [
            OwnListener(address: try #require(Self.address("192.168.1.5")), port: 8080), OwnListener(address: Address(v4: 0), port: 9090),
            OwnListener(address: Address(high: 0, low: 0), port: 9091),
        ]
        #expect(try !isAllowed("192.168.1.5", port: 8080, generous, own: own))
        #expect(try !isAllowed("64:ff9b::c0a8:105", port: 8080, generous, own: own))
        #expect(try isAllowed("192.168.1.5", port: 8081, generous, own: own))
        #expect(try isAllowed("192.168.1.6", port: 8080, generous, own: own))
        for port: UInt16 in [9090, 9091] {
            #expect(try !isAllowed("127.0.0.1", port: port, generous, own: own))
            #expect(try !isAllowed("10.0.0.5", port: port, generous, own: own))
            #expect(try isAllowed("10.0.0.6", port: port, generous, own: own))
        }
    }

    @Test func `is read as libcurl spells it, and IPv4 dressed as IPv6 is none`() {
        #expect(PeerAddress.read("127.0.0.1") == Address(v4: 0x7f00_0001))
        #expect(PeerAddress.read("::1") == Address(high: 0, low: 1))
        #expect(PeerAddress.read("::ffff:127.0.0.1") == nil)
        #expect(PeerAddress.read("0x7f.1") == nil)
        #expect(PeerAddress.read("") == nil)
    }

    @Test func `of an interface is known as local`() {
        #expect(PeerAddress.isLocal(Address(v4: 0x7f00_0001)))
        #expect(!PeerAddress.isLocal(Address(v4: 0x0101_0101)))
    }
}
