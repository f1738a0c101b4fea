internal import COpenSSL

/// SHA-256 over OpenSSL, whole or piece by piece.
///
/// - Source: FIPS 180-4; OpenSSL's EVP_DigestInit(3).
@safe public struct SHA256: ~Copyable {
    // SAFETY: owned by this value alone, freed in deinit, never handed out.
    private let context: OpaquePointer

    /// Begins a digest that is fed piece by piece.
    public init() {
        guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("OpenSSL has no memory for a digest") }
        unsafe self.context = unsafe context
        let code = unsafe EVP_DigestInit_ex2(context, SHA256.algorithm, nil)
        precondition(code == 1, "EVP_DigestInit_ex2 failed")
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    public mutating func update(_ bytes: Span<UInt8>) {
        // SAFETY: the buffer lives as long as the closure; OpenSSL copies what it keeps.
        let code = unsafe bytes.withUnsafeBufferPointer { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        precondition(code == 1, "EVP_DigestUpdate failed")
    }

    public mutating func update(_ bytes: [UInt8]) { update(bytes.span) }
    public mutating func update(_ bytes: ArraySlice<UInt8>) { update(bytes.span) }

    public consuming func finish() -> Digest {
        var digest = Digest.zero
        // SAFETY: SHA-256 writes exactly the 32 bytes that `Digest` has.
        let code = unsafe withUnsafeMutableBytes(of: &digest) {
            unsafe EVP_DigestFinal_ex(context, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
        }
        precondition(code == 1, "EVP_DigestFinal_ex failed")
        return digest
    }

    /// The digest of `bytes` in one call; allocates nothing here.
    public static func digest(of bytes: Span<UInt8>) -> Digest {
        var digest = Digest.zero
        // SAFETY: both buffers live as long as the closures; 32 bytes are written.
        let code = unsafe withUnsafeMutableBytes(of: &digest) { output in
            unsafe bytes.withUnsafeBufferPointer { input in
                unsafe EVP_Digest(
                    input.baseAddress, input.count, output.baseAddress?.assumingMemoryBound(to: UInt8.self), nil, algorithm, nil)
            }
        }
        precondition(code == 1, "EVP_Digest failed")
        return digest
    }

    public static func digest(of bytes: [UInt8]) -> Digest { digest(of: bytes.span) }
    public static func digest(of bytes: ArraySlice<UInt8>) -> Digest { digest(of: bytes.span) }

    /// Fetched once: looking the algorithm up by name costs as much as the digest of a key.
    // SAFETY: written once, then only read; OpenSSL counts references to it atomically.
    nonisolated(unsafe) private static let algorithm: OpaquePointer = {
        guard let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil) else { preconditionFailure("OpenSSL has no SHA256") }
        return unsafe algorithm
    }()
}
