/// A request method; case-sensitive, upper case only (RFC 9110 §9.1 allows more, no API in front of us uses it).
public enum Method: Hashable, Sendable {
    case get, head, post, put, patch, delete, options
    /// Any other admitted token, never CONNECT or TRACE.
    case other([UInt8])

    public init(token: some Collection<UInt8>) {
        let token = Array(token)
        self = Method.named(token.span, 0, token.count) ?? .other(token)
    }

    /// The method in `bytes[start..<end]`; allocates only for a token without a case of its own.
    init(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
        if let named = Method.named(bytes, start, end) {
            self = named
            return
        }
        var token: [UInt8] = []
        token.append(bytes.extracting(start..<end))
        self = .other(token)
    }

    public var token: [UInt8] {
        if case .other(let token) = self { return token }
        var token: [UInt8] = []
        if let text { token.append(text) }
        return token
    }

    /// GET, HEAD and OPTIONS: what a client may repeat without a second effect by definition (RFC 9110 §9.2.1).
    public var isSafe: Bool { self == .get || self == .head || self == .options }

    private var text: StaticString? {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other: nil
        }
    }

    /// Told apart by the first two octets, compared whole once.
    private static func named(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Method? {
        guard end - start >= 3 else { return nil }
        let candidate: Method
        switch (bytes[start], bytes[start + 1]) {
        case (0x47, _): candidate = .get
        case (0x50, 0x4f): candidate = .post
        case (0x50, 0x55): candidate = .put
        case (0x50, 0x41): candidate = .patch
        case (0x44, _): candidate = .delete
        case (0x48, _): candidate = .head
        case (0x4f, _): candidate = .options
        default: return nil
        }
        guard let text = candidate.text, text.matches(bytes, start, end) else { return nil }
        return candidate
    }
}
