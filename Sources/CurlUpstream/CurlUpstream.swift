public import Enforcement
public import EventLoop
internal import Routing
public import Telemetry

/// The `Upstream` port on libcurl: calls leave through it, each at most once. One per loop, confined to it.
///
/// Each route has a lane of its own with its own connections, so that nothing of one credential is ever used under another.
public final class CurlUpstream: Upstream {
    public let counts: UpstreamCounts
    private let loop: EventLoop
    private let settings: CurlUpstreamSettings
    private let sockets = SocketTable()
    private var lanes: [ObjectIdentifier: Lane] = [:]
    /// The lane used last; most loops serve few routes.
    private var latest: Lane?
    private var isShutDown = false
    private lazy var sweeper = loop.timer { [unowned self] in sweep() }

    /// - Parameters:
    ///   - loop: where every member is called, from now on.
    ///   - counters: where prevented second sends are counted for operators.
    public init(loop: EventLoop, settings: CurlUpstreamSettings, counters: Counters? = nil) {
        counts = UpstreamCounts(counters: counters)
        self.loop = loop
        self.settings = settings
    }

    deinit {
        for lane in lanes.values { lane.close() }
    }

    /// Sends the call and waits for the head of its answer.
    ///
    /// The first `read` of an answer that came whole with its head gives it without suspending.
    /// - Throws: `UpstreamFailure`; `notSent` only where no byte of the request can have left.
    public func forward(_ call: consuming AuthorizedCall) async throws(UpstreamFailure) -> any UpstreamExchange {
        let abort = call.abort
        let transfer = try begin(call)
        abort?.whenRaised = { transfer.fail(.aborted, "nobody waits for the answer") }
        while !transfer.hasHead { await transfer.news() }
        if !transfer.head.isComplete || transfer.verdict != nil, let failure = transfer.failure {
            abort?.whenRaised = nil
            transfer.release()
            throw failure
        }
        let exchange = CurlExchange(transfer)
        // The transfer is pooled and may carry another call once this exchange has let go of it.
        if let abort { abort.whenRaised = { [weak exchange] in exchange?.abort() } }
        return exchange
    }

    /// Ends every call with `shutting_down`, closes every connection and takes no more calls.
    public func shutdown() {
        isShutDown = true
        sweeper.clear()
        latest = nil
        for lane in lanes.values { lane.close() }
        lanes.removeAll()
    }

    // MARK: private parts

    private func begin(_ call: borrowing AuthorizedCall) throws(UpstreamFailure) -> Transfer {
        guard !isShutDown else { throw UpstreamFailure(.notSent, .shuttingDown, detail: "the gateway stops") }
        guard counts.transfers < settings.transfersMax else { throw overload("too many calls are under way") }
        guard let lane = lane(for: call.route), let transfer = lane.take() else { throw overload("no memory or room for a connection") }
        if let problem = transfer.prepare(call) {
            transfer.discard()
            throw problem
        }
        guard lane.start(transfer) else {
            transfer.discard()
            throw overload("libcurl takes no more calls")
        }
        return transfer
    }

    private func overload(_ detail: String) -> UpstreamFailure {
        counts.overloaded += 1
        return UpstreamFailure(.notSent, .overloaded, detail: detail)
    }

    private func lane(for route: Route) -> Lane? {
        if let latest, latest.route === route { return latest }
        let key = ObjectIdentifier(route)
        if let lane = lanes[key] {
            latest = lane
            return lane
        }
        if lanes.count >= settings.lanesMax { makeRoom() }
        guard lanes.count < settings.lanesMax,
            let lane = Lane(route: route, loop: loop, settings: settings, counts: counts, sockets: sockets)
        else { return nil }
        lanes[key] = lane
        latest = lane
        sweeper.set(loop.now + .seconds(settings.idleSecondsMax))
        return lane
    }

    /// Closes lanes that no call used for a while: those of routes that a reload replaced, and quiet ones.
    private func sweep() {
        let now = loop.now
        for (key, lane) in lanes where lane.isResting && now.since(lane.restingSince) >= .seconds(settings.idleSecondsMax) {
            drop(key, lane)
        }
        if !lanes.isEmpty { sweeper.set(now + .seconds(settings.idleSecondsMax)) }
    }

    private func makeRoom() {
        let resting = lanes.filter { $0.value.isResting }
        if let oldest = resting.min(by: { $0.value.restingSince < $1.value.restingSince }) { drop(oldest.key, oldest.value) }
    }

    private func drop(_ key: ObjectIdentifier, _ lane: Lane) {
        lane.close()
        lanes[key] = nil
        if latest === lane { latest = nil }
    }
}
