internal import Compression
internal import ControlPlane
internal import Cryptography
internal import CurlUpstream
internal import Enforcement
internal import EventLoop
internal import HTTPServer
internal import Identity
internal import Routing
internal import Settings
internal import Telemetry
internal import Vocabulary

/// The running gateway: every room built once and plugged together here, nowhere else.
final class GatewayProcess: Sendable {
    let agents: Server
    let admin: Server
    private let loops: [EventLoop]
    private let health: ProcessHealth
    private let log: Log
    private let grace: Duration

    /// Binds both listeners and begins to answer.
    init(_ configuration: Configuration, key: GatewayKey, counters: Counters, log: Log) throws(SystemError) {
        let settings = configuration.settings
        var loops: [EventLoop] = []
        for number in 0..<GatewayProcess.loopCount(settings) { loops.append(try EventLoop(name: "loop-\(number)")) }
        self.loops = loops
        self.log = log
        grace = settings.timeouts.shutdown
        let health = ProcessHealth()
        self.health = health
        let context = GatewayProcess.context(configuration, key: key, counters: counters, log: log, health: health)
        let limits = ServerLimits(settings)
        let descriptors = DescriptorLimit.raise(to: 2 * settings.bounds.connections + settings.bounds.reservedDescriptors + 64)
        // Of the reserve, connections to upstreams take one half; operators may come until a quarter is left for files.
        var adminLimits = limits
        adminLimits.reservedDescriptors = settings.bounds.reservedDescriptors / 4
        let controlPlane = ControlPlane(names: settings.admin.names, health: health) {
            GatewayProcess.metrics(counters, context)
        }
        admin = try Server(
            GatewayProcess.address(settings.admin), loops: [loops[0]], limits: adminLimits, counters: counters, tls: configuration.tls.admin
        ) {
            _ in
            AdminHandler(controlPlane)
        }
        let ownListeners = [settings.agents, settings.admin].map { OwnListener(address: $0.address, port: $0.port) }
        agents = try Server(
            GatewayProcess.address(settings.agents), loops: loops, limits: limits, counters: counters, tls: configuration.tls.agents
        ) {
            loop in
            var upstreamSettings = CurlUpstreamSettings()
            upstreamSettings.unreadBytesMax = settings.bounds.upstreamBufferBytes
            upstreamSettings.ownListeners = ownListeners
            upstreamSettings.offersHTTP2 = settings.offersUpstreamHTTP2
            upstreamSettings.descriptorsMax = descriptors - settings.bounds.reservedDescriptors / 2
            let upstream = CurlUpstream(loop: loop, settings: upstreamSettings, counters: counters)
            let mint = DecisionMint()
            let listener = AgentsListener(
                names: settings.agents.names, isSecure: settings.agents.tls != nil, reservedPrefix: settings.agents.reservedPrefix,
                allowsDemoKeys: settings.agents.allowsDemoKeys)
            return AgentsHandler(Gateway(context: context, listener: listener, upstream: upstream, mintDecision: mint.next))
        }
        health.listening()
    }

    /// Stops accepting, lets what is on its way end within the deadline, and returns.
    func shutDown() async {
        health.stopping()
        log.info("stopping")
        await agents.shutDown(grace: grace)
        await admin.shutDown(grace: .seconds(1))
        log.info("stopped")
        log.flush()
    }

    // MARK: parts

    private static func context(
        _ configuration: Configuration, key: GatewayKey, counters: Counters, log: Log, health: ProcessHealth
    ) -> GatewayContext {
        let settings = configuration.settings
        let idempotencyKey = key.derive("upstream-idempotency-key")
        return GatewayContext(
            revision: CurrentRevision(
                Revision(
                    routes: RouteMap(routes: configuration.routes, reserved: settings.agents.reservedSegments), digest: configuration.digest
                )),
            authenticator: AgentAuthenticator(directory: AgentDirectory(configuration.agents), rules: IdentityRules(settings)),
            clock: SystemClock(),
            digests: Digests(
                sha256: { SHA256.digest(of: $0).bytes }, keyed: { HMACSHA256.code(of: $0, key: idempotencyKey).bytes }),
            events: CountedEvents(counters: counters, log: log), health: health,
            connections: AgentConnections(limit: settings.bounds.connectionsPerAgent),
            inflater: ZlibInflate(), unsettled: UnsettledCalls(limits: UnsettledCalls.Limits(settings)), bounds: GatewayBounds(settings))
    }

    private static func metrics(_ counters: Counters, _ context: GatewayContext) -> [UInt8] {
        let unsettled = context.unsettledCount
        return PrometheusText.render(counters)
            + Array(
                """
                # HELP boomgate_unsettled_calls writes whose caller went or whose outcome is unknown, remembered now
                # TYPE boomgate_unsettled_calls gauge
                boomgate_unsettled_calls \(unsettled.entries)
                # HELP boomgate_kept_answer_bytes bytes of answers kept for callers that come back
                # TYPE boomgate_kept_answer_bytes gauge
                boomgate_kept_answer_bytes \(unsettled.bytes)

                """.utf8)
    }

    private static func address(_ listener: ListenerSettings) -> PeerAddress {
        PeerAddress(high: listener.address.high, low: listener.address.low, port: listener.port)
    }

    private static func loopCount(_ settings: GatewaySettings) -> Int {
        settings.threads > 0 ? settings.threads : max(1, processorCount())
    }
}
