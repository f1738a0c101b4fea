internal import CLinux
internal import Glibc

/// An IP address and port; IPv4 is held as its IPv4-mapped IPv6 address, so that one client has one spelling.
public struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
    /// The first eight bytes of the IPv6 address, most significant first.
    public let high: UInt64
    public let low: UInt64
    public let port: UInt16

    public init(high: UInt64, low: UInt64, port: UInt16) {
        self.high = high
        self.low = low
        self.port = port
    }

    /// The address written as `127.0.0.1` or `::1`; nil for names and anything else.
    public init?(literal: String, port: UInt16) {
        guard !literal.utf8.contains(0) else { return nil }
        var four = in_addr()
        var six = in6_addr()
        if unsafe inet_pton(AF_INET, literal, &four) == 1 {
            self.init(four: UInt32(bigEndian: four.s_addr), port: port)
        } else if unsafe inet_pton(AF_INET6, literal, &six) == 1 {
            self.init(six: six, port: port)
        } else {
            return nil
        }
    }

    /// - Parameter storage: as filled by `accept` or `getsockname`; nil for families other than IPv4 and IPv6.
    init?(_ storage: sockaddr_storage) {
        var storage = storage
        switch Int32(storage.ss_family) {
        case AF_INET:
            let address = unsafe withUnsafeBytes(of: &storage) { unsafe $0.load(as: sockaddr_in.self) }
            self.init(four: UInt32(bigEndian: address.sin_addr.s_addr), port: UInt16(bigEndian: address.sin_port))
        case AF_INET6:
            let address = unsafe withUnsafeBytes(of: &storage) { unsafe $0.load(as: sockaddr_in6.self) }
            self.init(six: address.sin6_addr, port: UInt16(bigEndian: address.sin6_port))
        default: return nil
        }
    }

    private init(four: UInt32, port: UInt16) {
        self.init(high: 0, low: PeerAddress.mappedPrefix | UInt64(four), port: port)
    }

    private init(six: in6_addr, port: UInt16) {
        var six = six
        let words = unsafe withUnsafeBytes(of: &six) { unsafe ($0.load(as: UInt64.self), $0.load(fromByteOffset: 8, as: UInt64.self)) }
        self.init(high: UInt64(bigEndian: words.0), low: UInt64(bigEndian: words.1), port: port)
    }

    private static let mappedPrefix: UInt64 = 0xFFFF_0000_0000

    public var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// 127.0.0.0/8 or ::1.
    public var isLoopback: Bool { isIPv4 ? (low >> 24) & 0xFF == 127 : high == 0 && low == 1 }

    func with(port: UInt16) -> PeerAddress { PeerAddress(high: high, low: low, port: port) }

    /// Calls `body` with the address as the socket calls take it.
    func withSocketAddress<Answer>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Answer) -> Answer {
        if isIPv4 {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(truncatingIfNeeded: low).bigEndian
            return unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        unsafe withUnsafeMutableBytes(of: &address.sin6_addr) {
            unsafe $0.storeBytes(of: high.bigEndian, as: UInt64.self)
            unsafe $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, socklen_t(MemoryLayout<sockaddr_in6>.size)) }
        }
    }

    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        if isIPv4 {
            var four = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
            unsafe inet_ntop(AF_INET, &four, &text, socklen_t(text.count))
        } else {
            var words = (high.bigEndian, low.bigEndian)
            unsafe inet_ntop(AF_INET6, &words, &text, socklen_t(text.count))
        }
        let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return isIPv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}
