internal import COpenSSL
internal import Glibc

extension TLSContext {
    /// The one place where an SSL_CTX is made: every option is said here.
    static func make(
        _ certificate: TLSConfiguration.Certificate, authoritiesPath: String?
    ) throws(TLSConfigurationError) -> OpaquePointer {
        guard let context = unsafe SSL_CTX_new(TLS_server_method()) else { throw .refusedOption("TLS_server_method") }
        do throws(TLSConfigurationError) {
            try unsafe restrict(context)
            try unsafe load(certificate, into: context)
            if let authoritiesPath { try unsafe admitClients(authoritiesPath, to: context) }
        } catch {
            unsafe SSL_CTX_free(context)
            throw error
        }
        return unsafe context
    }

    private static func restrict(_ context: OpaquePointer) throws(TLSConfigurationError) {
        unsafe copenssl_restrict(context)
        guard unsafe copenssl_set_versions(context, TLS1_2_VERSION, TLS1_3_VERSION) == 1 else { throw .refusedOption("TLS 1.2 to 1.3") }
        let older = "ECDHE+AESGCM:ECDHE+CHACHA20"
        guard unsafe SSL_CTX_set_cipher_list(context, older) == 1 else { throw .refusedOption(older) }
        let newer = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
        guard unsafe SSL_CTX_set_ciphersuites(context, newer) == 1 else { throw .refusedOption(newer) }
        // Moving: the output buffer may grow between two tries of one write. Released: idle connections keep no record buffers.
        let mode = SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS
        unsafe copenssl_set_mode(context, Int(mode))
        unsafe copenssl_set_read_ahead(context)
        // BOUND: resumption by tickets only, so that the gateway remembers nothing per client.
        unsafe copenssl_set_session_cache(context, Int(SSL_SESS_CACHE_OFF))
        guard unsafe SSL_CTX_set_num_tickets(context, 1) == 1 else { throw .refusedOption("one ticket") }
        // Required once client certificates are asked for; a constant, since tickets do not outlive their SSL_CTX.
        let name: [UInt8] = Array("boomgate".utf8)
        guard unsafe SSL_CTX_set_session_id_context(context, name, UInt32(name.count)) == 1 else {
            throw .refusedOption("session id context")
        }
        unsafe SSL_CTX_set_alpn_select_cb(context, selectProtocol, nil)
    }

    private static func load(_ certificate: TLSConfiguration.Certificate, into context: OpaquePointer) throws(TLSConfigurationError) {
        try readable(certificate.chainPath)
        try readable(certificate.keyPath)
        // Without it OpenSSL would ask on the terminal for the passphrase of an encrypted key.
        unsafe SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in 0 }
        ERR_clear_error()
        guard unsafe SSL_CTX_use_certificate_chain_file(context, certificate.chainPath) == 1 else {
            throw .noCertificate(path: certificate.chainPath, reason: lastReason())
        }
        guard unsafe SSL_CTX_use_PrivateKey_file(context, certificate.keyPath, SSL_FILETYPE_PEM) == 1 else {
            let reason = lastReason()
            if reason.contains("key values mismatch") || reason.contains("key type mismatch") {
                throw .keyOfAnotherCertificate(keyPath: certificate.keyPath, chainPath: certificate.chainPath)
            }
            throw .noKey(path: certificate.keyPath, reason: reason)
        }
        guard unsafe SSL_CTX_check_private_key(context) == 1 else {
            throw .keyOfAnotherCertificate(keyPath: certificate.keyPath, chainPath: certificate.chainPath)
        }
    }

    /// Clients are asked for a certificate; none is fine, a bad one ends the handshake.
    private static func admitClients(_ path: String, to context: OpaquePointer) throws(TLSConfigurationError) {
        try readable(path)
        ERR_clear_error()
        guard unsafe SSL_CTX_load_verify_file(context, path) == 1, let names = unsafe SSL_load_client_CA_file(path) else {
            throw .noAuthorities(path: path, reason: lastReason())
        }
        unsafe SSL_CTX_set_client_CA_list(context, names)
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
    }

    private static func readable(_ path: String) throws(TLSConfigurationError) {
        guard !path.utf8.contains(0) else { throw .unreadable(path: path, reason: "a path holds no NUL") }
        guard unsafe access(path, R_OK) == 0 else {
            let code = errno
            throw .unreadable(path: path, reason: unsafe strerror(code).map { unsafe String(cString: $0) } ?? "errno \(code)")
        }
    }

    /// What OpenSSL says of the first thing that failed.
    private static func lastReason() -> String {
        let code = ERR_get_error()
        defer { ERR_clear_error() }
        let system = copenssl_system_error(code)
        if system != 0 { return unsafe strerror(system).map { unsafe String(cString: $0) } ?? "errno \(system)" }
        return unsafe ERR_reason_error_string(code).map { unsafe String(cString: $0) } ?? "unknown reason"
    }

    /// RFC 7301: a client that offers protocols and not `http/1.1` could not be understood.
    private static let selectProtocol:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?, UnsafePointer<UInt8>?, UInt32,
            UnsafeMutableRawPointer?
        ) -> CInt = { _, chosen, chosenCount, offered, offeredCount, _ in
            guard let offered = unsafe offered else { return SSL_TLSEXT_ERR_ALERT_FATAL }
            let wanted = Array("http/1.1".utf8)
            let list = unsafe UnsafeBufferPointer(start: offered, count: Int(offeredCount))
            var at = 0
            while at < list.count {
                let count = unsafe Int(list[at])
                guard at + 1 + count <= list.count else { break }
                if unsafe list[(at + 1)..<(at + 1 + count)].elementsEqual(wanted) {
                    unsafe chosen?.pointee = offered + at + 1
                    unsafe chosenCount?.pointee = UInt8(count)
                    return SSL_TLSEXT_ERR_OK
                }
                at += 1 + count
            }
            return SSL_TLSEXT_ERR_ALERT_FATAL
        }
}
