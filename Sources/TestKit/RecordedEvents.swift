public import Enforcement
internal import Synchronization

/// Every event of the pipeline, in order, as text that a test can look through.
public final class RecordedEvents: EventSink {
    private let stored = Mutex<[String]>([])

    public init() {}

    public func note(_ event: GatewayEvent) { stored.withLock { $0.append("\(event)") } }

    public var all: [String] { stored.withLock { $0 } }
    public func count(_ prefix: String) -> Int { all.filter { $0.hasPrefix(prefix) }.count }
}

/// Knows one caller, or refuses everybody.
public struct FixedAuthenticator: Authenticator {
    public let identification: Identification

    public init(_ identification: Identification) { self.identification = identification }

    public func identify(_ evidence: Evidence) -> Identification { identification }
}

/// Ready, or failing one named check.
public struct FixedHealth: HealthSource {
    public let isReady: Bool

    public init(isReady: Bool = true) { self.isReady = isReady }

    public func check() -> Health { Health(checks: [(name: "revision", isPassing: isReady)]) }
}
