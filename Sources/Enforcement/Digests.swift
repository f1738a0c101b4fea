/// The two digests this room needs, handed in so that it sees no library.
public struct Digests: Sendable {
    /// SHA-256; 32 bytes.
    public let sha256: @Sendable ([UInt8]) -> [UInt8]
    /// HMAC-SHA-256 under a key derived from the gateway key for upstream idempotency keys; 32 bytes.
    public let keyed: @Sendable ([UInt8]) -> [UInt8]

    public init(sha256: @escaping @Sendable ([UInt8]) -> [UInt8], keyed: @escaping @Sendable ([UInt8]) -> [UInt8]) {
        self.sha256 = sha256
        self.keyed = keyed
    }
}
