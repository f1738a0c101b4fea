/// Bounded decoding of a compressed body, as a port.
public protocol Inflate: Sendable {
    /// - Parameter coding: the lower-case Content-Encoding token.
    /// - Returns: the decoded bytes, at most `limit`; nil for an unknown coding, broken data, or more than that.
    func decode(_ bytes: [UInt8], coding: [UInt8], limit: Int) -> [UInt8]?
}
