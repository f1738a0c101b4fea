/// Whether the gateway can do its work, check by check.
public struct Health: Sendable {
    public let checks: [(name: StaticString, isPassing: Bool)]

    public init(checks: [(name: StaticString, isPassing: Bool)]) { self.checks = checks }

    public var isReady: Bool { checks.allSatisfy(\.isPassing) }
}

/// Where readiness is known; asked from any thread, must not block.
public protocol HealthSource: Sendable {
    func check() -> Health
}
