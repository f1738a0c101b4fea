internal import CLinux
internal import EventLoop
internal import Glibc

/// A socket that listens, owned: closed when it goes.
struct ListeningSocket: ~Copyable {
    let descriptor: CInt

    /// BOUND: answer bytes of one connection that the kernel holds unsent; it would take 4 MB of each client that reads slowly, and a
    /// few hundred of those use up the machine's memory for TCP, which stops everybody. Bytes in flight are not counted.
    static let unsentInKernelBytes: CInt = 128 * 1024

    /// - Parameter descriptor: as `bind(_:backlog:)` returned it; closed with this value.
    init(owning descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Binds and listens, sharing the port with the other loops of this process.
    ///
    /// - Returns: the descriptor, and the address with the port that the kernel chose where 0 was asked for.
    /// - Throws: `SystemError` naming the call: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL` are the operator's to cure.
    static func bind(_ address: PeerAddress, backlog: Int) throws(SystemError) -> (descriptor: CInt, address: PeerAddress) {
        let socket = try open(address, options: [SO_REUSEADDR, SO_REUSEPORT])
        // Accepted connections inherit it.
        set(socket, CInt(IPPROTO_TCP), TCP_NOTSENT_LOWAT, unsentInKernelBytes)
        guard listen(socket, CInt(clamping: backlog)) == 0, let bound = name(of: socket) else {
            let error = SystemError("listen")
            close(socket)
            throw error
        }
        return (socket, bound)
    }

    /// Whether somebody else listens there: with SO_REUSEPORT the kernel would share the port with them and say nothing.
    static func probe(_ address: PeerAddress) throws(SystemError) {
        close(try open(address, options: [SO_REUSEADDR]))
    }

    private static func open(_ address: PeerAddress, options: [CInt]) throws(SystemError) -> CInt {
        let family = address.isIPv4 ? AF_INET : AF_INET6
        let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        for option in options { set(descriptor, SOL_SOCKET, option) }
        // One address, one family: `::` shall not take IPv4 as well behind the settings' back.
        if family == AF_INET6 { set(descriptor, CInt(IPPROTO_IPV6), IPV6_V6ONLY) }
        let code = unsafe address.withSocketAddress { unsafe Glibc.bind(descriptor, $0, $1) }
        guard code == 0 else {
            let error = SystemError("bind")
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Options the kernel always knows; a refusal would show as a failing `bind`.
    static func set(_ descriptor: CInt, _ level: CInt, _ option: CInt, _ value: CInt = 1) {
        var value = value
        unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
    }

    private static func name(of descriptor: CInt) -> PeerAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(descriptor, $0, &length) }
        }
        return code == 0 ? PeerAddress(storage) : nil
    }
}
