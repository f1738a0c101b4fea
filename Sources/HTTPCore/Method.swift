/// A request method; case-sensitive, upper case only (RFC 9110 §9.1 allows more, no API in front of us uses it).
public enum Method: Hashable, Sendable {
    case get, head, post, put, patch, delete, options
    /// Any other admitted token, never CONNECT or TRACE.
    case other([UInt8])

    public init(token: some Collection<UInt8>) {
        for (method, text) in Method.named where text.count == token.count && text.elementsEqual(token) {
            self = method
            return
        }
        self = .other(Array(token))
    }

    public var token: [UInt8] {
        if case .other(let token) = self { return token }
        for (method, text) in Method.named where method == self { return text }
        return []
    }

    /// GET, HEAD and OPTIONS: what a client may repeat without a second effect by definition (RFC 9110 §9.2.1).
    public var isSafe: Bool { self == .get || self == .head || self == .options }

    private static let named: [(Method, [UInt8])] = [
        (.get, Array("GET".utf8)), (.post, Array("POST".utf8)), (.put, Array("PUT".utf8)), (.patch, Array("PATCH".utf8)),
        (.delete, Array("DELETE".utf8)), (.head, Array("HEAD".utf8)), (.options, Array("OPTIONS".utf8)),
    ]
}
