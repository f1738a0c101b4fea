/// Reads request heads from bytes: sans-I/O, one head a call, everything ambiguous refused.
///
/// - Source: RFC 9112, RFC 9110; the stricter rules are those of docs/wire.md.
public struct RequestParser: Sendable {
    public let limits: HTTPLimits
    /// Whether absolute-form targets of this listener are `https`.
    public let isSecure: Bool

    public init(limits: HTTPLimits, isSecure: Bool) {
        self.limits = limits
        self.isSecure = isSecure
    }

    /// Reads the head that begins at the first byte of `input`.
    ///
    /// - Returns: the head and how many bytes it took, or nil where `input` is a valid beginning of one.
    public func parse(_ input: Span<UInt8>) throws(RequestFault) -> (head: RequestHead, consumed: Int)? {
        nil
    }
}
