/// What a log line may say beside its message; the raw value is the JSON member's name.
///
/// A closed list, so that nobody logs a body, a field or a credential in passing.
public enum LogKey: String, Sendable {
    case request, decision, run, agent, route, operation
    case upstream, address, port, listener, loop, host
    case fault, status, reason, call, code
    case path, setting, found, expected
    case count, bytes, limit, milliseconds
    case revision, version, signal
}
