/// Something wrong, or worth a second look, at a place that a person can open.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
    public let mark: Mark
    public let severity: Severity
    /// Lower case, one line, no final stop; what the user wrote stands in backticks, what was expected comes last.
    public let message: String

    public enum Severity: Sendable { case error, warning }

    public init(at mark: Mark, _ message: String, severity: Severity = .error) {
        self.mark = mark
        self.severity = severity
        self.message = message
    }

    /// `file:line:column: message`; warnings say so before the message.
    public var description: String { "\(mark): \(severity == .warning ? "warning: " : "")\(message)" }
}
