internal import COpenSSL

/// HMAC with SHA-256 over OpenSSL, piece by piece or whole.
///
/// - Source: RFC 2104; OpenSSL's EVP_MAC(3).
@safe public struct HMACSHA256: ~Copyable {
    // SAFETY: owned by this value alone, freed in deinit, never handed out.
    private let context: OpaquePointer

    /// - Parameter key: any length; OpenSSL keeps its own copy and erases it at the end.
    public init(key: [UInt8]) {
        guard let context = unsafe EVP_MAC_CTX_new(HMACSHA256.algorithm) else { preconditionFailure("OpenSSL has no memory for an HMAC") }
        unsafe self.context = unsafe context
        // An empty key still needs an address: without one OpenSSL takes the call for "same key as before".
        let storage = key.isEmpty ? [0] : key
        // SAFETY: the buffer outlives the call, which copies what it keeps.
        let code = unsafe storage.withUnsafeBufferPointer { unsafe copenssl_hmac_sha256_init(context, $0.baseAddress, key.count) }
        precondition(code == 1, "EVP_MAC_init failed")
    }

    deinit { unsafe EVP_MAC_CTX_free(context) }

    public mutating func update(_ bytes: Span<UInt8>) {
        // SAFETY: the buffer lives as long as the closure.
        let code = unsafe bytes.withUnsafeBufferPointer { unsafe EVP_MAC_update(context, $0.baseAddress, $0.count) }
        precondition(code == 1, "EVP_MAC_update failed")
    }

    public mutating func update(_ bytes: [UInt8]) { update(bytes.span) }
    public mutating func update(_ bytes: ArraySlice<UInt8>) { update(bytes.span) }

    public consuming func finish() -> Digest {
        var digest = Digest.zero
        var written = 0
        // SAFETY: the size given is that of the buffer.
        let code = unsafe withUnsafeMutableBytes(of: &digest) {
            unsafe EVP_MAC_final(context, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), &written, $0.count)
        }
        precondition(code == 1 && written == 32, "EVP_MAC_final failed")
        return digest
    }

    public static func code(of bytes: [UInt8], key: [UInt8]) -> Digest {
        var mac = HMACSHA256(key: key)
        mac.update(bytes)
        return mac.finish()
    }

    // SAFETY: written once, then only read; OpenSSL counts references to it atomically.
    nonisolated(unsafe) private static let algorithm: OpaquePointer = {
        guard let algorithm = unsafe EVP_MAC_fetch(nil, "HMAC", nil) else { preconditionFailure("OpenSSL has no HMAC") }
        return unsafe algorithm
    }()
}
