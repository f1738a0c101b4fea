/// Takes a request body out of its framing: sans-I/O, trailers read and dropped.
public struct BodyDecoder: Sendable {
    public private(set) var isFinished: Bool

    public init(framing: BodyFraming, limits: HTTPLimits) {
        isFinished = framing == .none || framing == .length(0)
    }

    /// Appends the body bytes found in `input` to `output`, at most `outputLimit` of them in this call.
    ///
    /// - Returns: how many bytes of `input` were used; what is left belongs to the next call, or to the next request once `isFinished`.
    public mutating func decode(_ input: Span<UInt8>, into output: inout [UInt8], outputLimit: Int) throws(RequestFault) -> Int {
        0
    }
}
