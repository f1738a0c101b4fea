internal import CCurl
internal import Glibc
internal import Vocabulary

/// Reads addresses as the system and libcurl spell them.
enum PeerAddress {
    /// The address and port of `family`'s socket address; nil for other families and for IPv4 dressed as IPv6, which no resolver gives.
    static func read(_ socket: UnsafePointer<sockaddr>, family: CInt) -> (address: Address, port: UInt16)? {
        switch family {
        case AF_INET:
            return unsafe socket.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { v4 in
                unsafe (Address(v4: UInt32(bigEndian: v4.pointee.sin_addr.s_addr)), UInt16(bigEndian: v4.pointee.sin_port))
            }
        case AF_INET6:
            return unsafe socket.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { v6 in
                var bytes = unsafe v6.pointee.sin6_addr
                let address = unsafe withUnsafeBytes(of: &bytes) { unsafe wide($0) }
                return address.isV4 ? nil : unsafe (address, UInt16(bigEndian: v6.pointee.sin6_port))
            }
        default: return nil
        }
    }

    /// An address in the text form libcurl reports; nil where it is none, or IPv4 dressed as IPv6.
    static func read(_ text: UnsafePointer<CChar>) -> Address? {
        var v4 = in_addr()
        if unsafe inet_pton(AF_INET, text, &v4) == 1 { return Address(v4: UInt32(bigEndian: v4.s_addr)) }
        var v6 = in6_addr()
        guard unsafe inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        let address = unsafe withUnsafeBytes(of: &v6) { unsafe wide($0) }
        return address.isV4 ? nil : address
    }

    /// Whether an interface of this host has `address`.
    static func isLocal(_ address: Address) -> Bool {
        var list: UnsafeMutablePointer<ifaddrs>?
        // Unknown counts as local: the question is asked only to refuse.
        guard unsafe getifaddrs(&list) == 0 else { return true }
        defer { unsafe freeifaddrs(list) }
        var next = unsafe list
        while let entry = unsafe next {
            if let socket = unsafe entry.pointee.ifa_addr,
                let found = unsafe read(socket, family: CInt(socket.pointee.sa_family)), found.address == address
            {
                return true
            }
            unsafe next = entry.pointee.ifa_next
        }
        return false
    }

    private static func wide(_ bytes: UnsafeRawBufferPointer) -> Address {
        unsafe Address(
            high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
}
