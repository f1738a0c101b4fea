/// How much a log line matters.
///
/// error: failed by our fault; warning: recovered; info: start, stop, reload; debug: affordable in production.
public enum LogLevel: UInt8, Comparable, CaseIterable, Sendable {
    case error, warning, info, debug

    public var name: String {
        switch self {
        case .error: "error"
        case .warning: "warning"
        case .info: "info"
        case .debug: "debug"
        }
    }

    public init?(name: some StringProtocol) {
        guard let level = LogLevel.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }

    /// `error` is the least: a log at `warning` takes what is at or below it.
    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}
