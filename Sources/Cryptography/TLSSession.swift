internal import COpenSSL
internal import Glibc

/// One connection's TLS over a non-blocking descriptor that stays the caller's. Confined to one thread at a time.
///
/// OpenSSL writes with write(2): a process with sessions must ignore SIGPIPE.
@safe public final class TLSSession {
    public enum Step: Equatable, Sendable {
        /// The handshake is done, or so many bytes were moved.
        case done(Int)
        /// Again once the descriptor is readable.
        case wantsRead
        /// Again once the descriptor is writable.
        case wantsWrite
        /// The peer said that it sends no more.
        case ended
        /// The peer broke the protocol or the connection; no further call is of use.
        case failed
    }

    // SAFETY: owned; freed in `deinit`, and used by one thread at a time.
    private let handle: OpaquePointer
    private let context: TLSContext
    private var isEstablished = false
    private var hasFailed = false

    /// - Returns: nil where memory is short.
    public init?(_ context: TLSContext, descriptor: CInt) {
        guard let handle = unsafe context.makeHandle() else { return nil }
        unsafe self.handle = unsafe handle
        self.context = context
        guard unsafe SSL_set_fd(handle, descriptor) == 1 else { return nil }
        unsafe SSL_set_accept_state(handle)
    }

    deinit { unsafe SSL_free(handle) }

    public func handshake() -> Step {
        ERR_clear_error()
        let code = unsafe SSL_do_handshake(handle)
        isEstablished = code == 1
        return step(code)
    }

    public func receive(into buffer: UnsafeMutableRawBufferPointer) -> Step {
        ERR_clear_error()
        return unsafe step(SSL_read(handle, buffer.baseAddress, CInt(clamping: buffer.count)))
    }

    /// After `wantsRead` or `wantsWrite` the next call must begin with the same bytes; more may follow them.
    public func send(_ bytes: UnsafeRawBufferPointer) -> Step {
        ERR_clear_error()
        return unsafe step(SSL_write(handle, bytes.baseAddress, CInt(clamping: bytes.count)))
    }

    /// Says that no more will be sent, as far as the descriptor takes it now.
    public func finish() {
        guard isEstablished, !hasFailed else { return }
        ERR_clear_error()
        // The result says whether the peer has finished too, which the descriptor's end will tell.
        _ = unsafe SSL_shutdown(handle)
    }

    // MARK: what was negotiated

    /// The server name the client asked for, lower case; nil where it named none.
    public var serverName: [UInt8]? {
        unsafe SSL_get_servername(handle, TLSEXT_NAMETYPE_host_name).map { unsafe TLSContext.lowered($0) }
    }

    /// Whether `host` belongs to another of the listener's certificates than the one this client was shown (RFC 9110 §15.5.20).
    ///
    /// - Parameter host: lower case, without port.
    public func isMisdirected(_ host: [UInt8]) -> Bool {
        guard let wanted = context.certificate(for: host) else { return false }
        return wanted != serverName.flatMap { context.certificate(for: $0) } ?? 0
    }

    /// SHA-256 of the subject public key of the client's certificate, 32 bytes; nil without one. A bad one never gets this far.
    public var clientKeyDigest: [UInt8]? {
        guard let certificate = unsafe SSL_get0_peer_certificate(handle), unsafe SSL_get_verify_result(handle) == Int(X509_V_OK) else {
            return nil
        }
        var encoded: UnsafeMutablePointer<UInt8>?
        let count = unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded)
        guard count > 0, let start = unsafe encoded else { return nil }
        defer { unsafe CRYPTO_free(start, "", 0) }
        var digest = [UInt8](repeating: 0, count: 32)
        let isDigested = unsafe EVP_Digest(start, Int(count), &digest, nil, EVP_sha256(), nil) == 1
        return isDigested ? digest : nil
    }

    private func step(_ code: CInt) -> Step {
        if code > 0 { return .done(Int(code)) }
        switch unsafe SSL_get_error(handle, code) {
        case SSL_ERROR_WANT_READ: return .wantsRead
        case SSL_ERROR_WANT_WRITE: return .wantsWrite
        case SSL_ERROR_ZERO_RETURN: return .ended
        default:
            hasFailed = true
            return .failed
        }
    }
}
