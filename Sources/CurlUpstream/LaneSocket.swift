internal import CCurl
internal import EventLoop
internal import Glibc

/// One descriptor that libcurl uses, and its registration with the loop.
///
/// libcurl takes its interest back after every transfer and announces it again with the next; a connection's own registration stays
/// until the connection is closed, or speaks while nobody listens.
final class LaneSocket {
    let descriptor: CInt
    /// A connection that the open callback made. Others (the resolver's pair) are closed by libcurl without a word, so they are not kept.
    let isConnection: Bool
    /// What libcurl wants to hear; empty: nothing, because no call uses the connection or because one is paused.
    private var wanted: Readiness = []
    /// No call uses the connection, and by its protocol nothing may come: what comes is a surplus, or the end.
    private(set) var isPooled = false
    /// Set once a head of HTTP/2 came: idle bytes are frames then, not a surplus.
    var speaksHTTP2 = false
    /// The local port and peer of the connection, known once it has carried a request.
    var localPort: CInt = 0
    private var watch: Watch?
    private unowned let lane: Lane

    init(descriptor: CInt, isConnection: Bool, lane: Lane) {
        self.descriptor = descriptor
        self.isConnection = isConnection
        self.lane = lane
    }

    /// Takes note of what libcurl wants to hear of. A registration the kernel refuses is left to the transfer's deadline.
    func want(_ interest: Readiness) {
        wanted = interest
        isPooled = false
        if let watch {
            try? watch.change(to: interest)
        } else {
            watch = try? lane.loop.watch(descriptor, for: interest) { [unowned self] readiness in report(readiness) }
        }
    }

    /// libcurl does not listen any more; a connection stays registered.
    func rest() { wanted = [] }

    /// The call that used the connection ended well.
    func pool() { isPooled = wanted.isEmpty && !speaksHTTP2 }

    /// Ends the registration; before the descriptor is closed.
    func forget() {
        watch?.cancel()
        watch = nil
    }

    /// Whether bytes or the end of the stream wait to be read.
    var hasSomethingToRead: Bool {
        var byte: UInt8 = 0
        let count = unsafe recv(descriptor, &byte, 1, CInt(MSG_PEEK | MSG_DONTWAIT))
        return count >= 0 || (errno != EAGAIN && errno != EINTR)
    }

    /// Puts the end of a closed pair in the connection's place: the upstream sees it closed now, libcurl finds it dead before the next use.
    ///
    /// libcurl 7.88 takes an idle HTTP/1 connection with unread bytes for a good one, and would read them as the next call's answer.
    func spoil() {
        forget()
        var pair: [CInt] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0, &pair) == 0 else {
            _ = shutdown(descriptor, CInt(SHUT_RDWR))
            return
        }
        close(pair[1])
        _ = dup2(pair[0], descriptor)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        close(pair[0])
    }

    private func report(_ readiness: Readiness) {
        guard !wanted.isEmpty else {
            if isPooled { spoil() } else { forget() }
            return
        }
        var flags: CInt = 0
        if !readiness.isDisjoint(with: [.readable, .peerFinished, .hungUp]) { flags |= CURL_CSELECT_IN }
        if readiness.contains(.writable) { flags |= CURL_CSELECT_OUT }
        if readiness.contains(.failed) { flags |= CURL_CSELECT_ERR }
        lane.act(descriptor, flags)
    }
}
