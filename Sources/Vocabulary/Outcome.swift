/// What a decision comes to, from harmless to severe: the six words of policy files, the wire, the record and the dashboard.
public enum Outcome: UInt8, Comparable, CaseIterable, Sendable, CustomStringConvertible {
    case allow, warn, throttle, sandbox, escalate, block

    public static func < (left: Outcome, right: Outcome) -> Bool { left.rawValue < right.rawValue }

    public var description: String {
        switch self {
        case .allow: "allow"
        case .warn: "warn"
        case .throttle: "throttle"
        case .sandbox: "sandbox"
        case .escalate: "escalate"
        case .block: "block"
        }
    }
}
