internal import CCurl
internal import Enforcement
internal import EventLoop
internal import Glibc
internal import Routing

/// One route's own way to its upstream: a curl multi with connections that no other route, and so no other credential, shares.
///
/// Loop-confined. libcurl's callbacks only record; every public step of this class ends with `settle`, which acts on what was recorded.
@safe final class Lane {
    let route: Route
    let loop: EventLoop
    let settings: CurlUpstreamSettings
    let counts: UpstreamCounts
    let rule: PeerRule
    let headLimits: HeadLimits
    let unreadBytesMax: Int
    /// The route's time limits in nanoseconds.
    let idle: UInt64
    let firstByte: UInt64
    let connectGuard: UInt64
    /// When the last call ended.
    private(set) var restingSince: MonotonicTime
    // SAFETY: made in init, cleaned up once in `close`.
    private var multi: UnsafeMutableRawPointer?
    private let sockets: SocketTable
    private var pool: [Transfer] = []
    private var active: [Transfer] = []
    private var noted: [Transfer] = []
    private lazy var timer = loop.timer { [unowned self] in kick() }
    private var isDue = false
    private var isActing = false
    /// Connections that carried a request, by local port.
    private var byPort: [CInt: LaneSocket] = [:]
    /// The peer that was allowed last; requests on one connection ask about the same one.
    private var allowedPeer: [CChar] = [0]
    private var allowedPort: CInt = 0

    init?(route: Route, loop: EventLoop, settings: CurlUpstreamSettings, counts: UpstreamCounts, sockets: SocketTable) {
        guard CurlLibrary.isReady, let multi = unsafe curl_multi_init() else { return nil }
        unsafe self.multi = unsafe multi
        self.route = route
        self.loop = loop
        self.settings = settings
        self.counts = counts
        self.sockets = sockets
        headLimits = HeadLimits(settings)
        unreadBytesMax = settings.unreadBytesMax
        rule = PeerRule(networks: route.networks, ownListeners: settings.ownListeners)
        let zero = MonotonicTime(nanoseconds: 0)
        idle = (zero + route.timeouts.idle).nanoseconds
        firstByte = (zero + route.timeouts.firstByte).nanoseconds
        connectGuard = (zero + route.timeouts.connect + .seconds(1)).nanoseconds
        restingSince = loop.now
        let codes = unsafe [
            ccurl_multi_set_socket_callback(multi, Lane.socketChanged), ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context),
            ccurl_multi_set_timer_callback(multi, Lane.timerChanged), ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context),
            ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX)),
            ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.idleConnectionsMax),
            ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, settings.connectionsMax),
            ccurl_multi_set_long(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, 100),
        ]
        guard codes.allSatisfy({ $0 == CURLM_OK }) else {
            _ = unsafe curl_multi_cleanup(multi)
            return nil
        }
    }

    deinit { assert(unsafe multi == nil, "a lane was dropped without `close`") }

    var context: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }
    var isResting: Bool { active.isEmpty }

    static func at(_ context: UnsafeMutableRawPointer?) -> Lane? {
        unsafe context.map { unsafe Unmanaged<Lane>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: transfers

    /// A transfer to prepare; nil where libcurl has no memory.
    func take() -> Transfer? { pool.popLast() ?? Transfer(lane: self) }

    func takeBack(_ transfer: Transfer) {
        if unsafe multi != nil, pool.count < settings.idleConnectionsMax { pool.append(transfer) }
    }

    /// Hands a prepared transfer to libcurl, which sends what it can at once.
    func start(_ transfer: Transfer) -> Bool {
        guard add(transfer) else { return false }
        transfer.activeIndex = active.count
        active.append(transfer)
        counts.transferBegan()
        if let upload = transfer.upload {
            let box = LoopBound(upload, on: loop)
            loop.spawn { await box.value.pull() }
        }
        kick()
        return true
    }

    /// Takes a transfer out of libcurl's hands before its end; an HTTP/1 connection closes with it.
    func remove(_ transfer: Transfer) {
        guard transfer.activeIndex >= 0, let multi = unsafe multi else { return }
        _ = unsafe curl_multi_remove_handle(multi, transfer.easy.pointer)
        retire(transfer)
    }

    private func add(_ transfer: Transfer) -> Bool {
        guard let multi = unsafe multi else { return false }
        return unsafe curl_multi_add_handle(multi, transfer.easy.pointer) == CURLM_OK
    }

    private func retire(_ transfer: Transfer) {
        let last = active.removeLast()
        if last !== transfer {
            active[transfer.activeIndex] = last
            last.activeIndex = transfer.activeIndex
        }
        transfer.activeIndex = -1
        counts.transferEnded()
        if active.isEmpty { restingSince = loop.now }
    }

    /// Something came for a transfer; its waiter is woken once libcurl has returned.
    func note(_ transfer: Transfer) { noted.append(transfer) }

    // MARK: driving libcurl

    /// Lets libcurl do what is due, at once.
    func kick() { act(CURL_SOCKET_TIMEOUT, 0) }

    func act(_ descriptor: curl_socket_t, _ flags: CInt) {
        guard !isActing, unsafe multi != nil else {
            isDue = true
            return
        }
        isActing = true
        perform(descriptor, flags)
        // BOUND: libcurl asks to be called again at once a few times a call; eight rounds, then the loop gets its turn.
        var rounds = 0
        while isDue, rounds < 8 {
            perform(CURL_SOCKET_TIMEOUT, 0)
            rounds += 1
        }
        isActing = false
        if isDue { timer.set(loop.now) }
    }

    private func perform(_ descriptor: curl_socket_t, _ flags: CInt) {
        guard let multi = unsafe multi else { return }
        isDue = false
        var running: CInt = 0
        _ = unsafe curl_multi_socket_action(multi, descriptor, flags, &running)
        settle()
    }

    /// Ends what libcurl finished, then wakes whoever waits for what came.
    private func settle() {
        var left: CInt = 0
        while let multi = unsafe multi, let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle else { continue }
            let code = unsafe ccurl_message_result(message)
            var user: UnsafeMutableRawPointer?
            _ = unsafe ccurl_get_pointer(easy, CURLINFO_PRIVATE, &user)
            guard let transfer = unsafe TransferCallbacks.transfer(user) else { continue }
            _ = unsafe curl_multi_remove_handle(multi, easy)
            if transfer.mustRestart(), add(transfer) { continue }
            retire(transfer)
            if code == CURLE_OK { transfer.socket?.pool() }
            transfer.end(code)
        }
        guard !noted.isEmpty else { return }
        for transfer in noted {
            transfer.endIfAnsweredEarly()
            transfer.wake()
        }
        noted.removeAll(keepingCapacity: true)
    }

    // MARK: peers

    /// Why the connected peer may not be spoken to; nil: it may.
    func refusal(ofPeer text: UnsafePointer<CChar>, port: CInt) -> String? {
        if port == allowedPort, unsafe strcmp(allowedPeer, text) == 0 { return nil }
        guard let address = unsafe PeerAddress.read(text), let number = UInt16(exactly: port) else { return "no address of a peer" }
        if let refusal = rule.refusal(of: address, port: number, isLocal: PeerAddress.isLocal) { return "connected to \(refusal)" }
        allowedPeer = unsafe Array(UnsafeBufferPointer(start: text, count: strlen(text) + 1))
        allowedPort = port
        return nil
    }

    /// Whether the idle connection libcurl chose holds bytes nobody asked for; it is closed then.
    func isSpoiled(localPort: CInt, easy: UnsafeMutableRawPointer) -> Bool {
        guard let socket = byPort[localPort], socket.isPooled else { return false }
        guard unsafe socket.hasSomethingToRead || (route.upstream.isSecure && ccurl_tls_pending(easy) != 0) else { return false }
        counts.surplusAnswers += 1
        socket.spoil()
        return true
    }

    // MARK: sockets

    /// Takes note of a connection's descriptor.
    func adopt(_ descriptor: CInt) {
        sockets[descriptor]?.forget()
        sockets[descriptor] = LaneSocket(descriptor: descriptor, isConnection: true, lane: self)
    }

    /// The descriptor is about to be closed.
    func forget(_ descriptor: CInt) {
        guard let socket = sockets[descriptor] else { return }
        socket.forget()
        if byPort[socket.localPort] === socket { byPort[socket.localPort] = nil }
        sockets[descriptor] = nil
    }

    private func interest(_ descriptor: CInt, _ what: CInt, of transfer: Transfer?) {
        guard what != CURL_POLL_REMOVE else {
            guard let socket = sockets[descriptor] else { return }
            if socket.isConnection { socket.rest() } else { forget(descriptor) }
            if transfer?.head.isHTTP2 == true { socket.speaksHTTP2 = true }
            return
        }
        if sockets[descriptor] == nil { sockets[descriptor] = LaneSocket(descriptor: descriptor, isConnection: false, lane: self) }
        guard let socket = sockets[descriptor] else { return }
        var readiness: Readiness = []
        if what & CURL_POLL_IN != 0 { readiness.insert(.readable) }
        if what & CURL_POLL_OUT != 0 { readiness.insert(.writable) }
        socket.want(readiness)
        transfer?.socket = socket
        if let port = transfer?.localPort, port != 0, socket.localPort != port {
            socket.localPort = port
            byPort[port] = socket
        }
    }

    private static let socketChanged: curl_socket_callback = { easy, descriptor, what, context, _ in
        var user: UnsafeMutableRawPointer?
        _ = unsafe ccurl_get_pointer(easy, CURLINFO_PRIVATE, &user)
        unsafe Lane.at(context)?.interest(descriptor, what, of: TransferCallbacks.transfer(user))
        return 0
    }

    private static let timerChanged: curl_multi_timer_callback = { _, milliseconds, context in
        unsafe Lane.at(context)?.timerChanged(milliseconds)
        return 0
    }

    private func timerChanged(_ milliseconds: Int) {
        isDue = milliseconds == 0
        if milliseconds < 0 {
            timer.clear()
        } else if milliseconds > 0 {
            timer.set(loop.now + .milliseconds(milliseconds + 1))
        }
    }

    // MARK: the end

    /// Fails what is under way and closes every connection. The lane is of no use afterwards.
    func close() {
        guard let multi = unsafe multi else { return }
        while let transfer = active.last { transfer.fail(.shuttingDown, "the gateway stops") }
        pool.removeAll()
        timer.clear()
        unsafe self.multi = nil
        _ = unsafe curl_multi_cleanup(multi)
    }
}
