internal import COpenSSL
internal import Glibc

/// The certificates of one TLS listener, ready to serve; shared by all loops and never changed.
///
/// TLS 1.2 with forward secrecy and authenticated ciphers, and 1.3; ALPN `http/1.1`; no compression, renegotiation or early data.
/// Reloading is making another one: sessions keep theirs alive.
@safe public final class TLSContext: Sendable {
    // SAFETY: SSL_CTX is counted and locked by OpenSSL; after `init` only sessions are made from it.
    private nonisolated(unsafe) let contexts: [OpaquePointer]
    private let names: [[[UInt8]]]

    /// - Throws: naming the file that cannot be used.
    public init(_ configuration: TLSConfiguration) throws(TLSConfigurationError) {
        guard !configuration.certificates.isEmpty else { throw .noCertificates }
        var contexts: [OpaquePointer] = unsafe []
        do throws(TLSConfigurationError) {
            for certificate in configuration.certificates {
                let context = unsafe try TLSContext.make(certificate, authoritiesPath: configuration.clientAuthoritiesPath)
                unsafe contexts.append(context)
            }
        } catch {
            for place in unsafe contexts.indices { unsafe SSL_CTX_free(contexts[place]) }
            throw error
        }
        unsafe self.contexts = contexts
        names = configuration.certificates.map(\.names)
        // Unretained: every session holds its `TLSContext`, and nothing calls back without a session.
        unsafe copenssl_on_server_name(contexts[0], TLSContext.chooseCertificate, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        for place in unsafe contexts.indices { unsafe SSL_CTX_free(contexts[place]) }
    }

    /// Which certificate is for `name`, by its place in the configuration; nil where none is.
    ///
    /// - Parameter name: lower case, without port.
    public func certificate(for name: [UInt8]) -> Int? {
        guard !name.isEmpty, !name.contains(0) else { return nil }
        for place in names.indices where names[place].contains(name) { return place }
        for place in names.indices where names[place].isEmpty && isNamed(name, place) { return place }
        return nil
    }

    func makeHandle() -> OpaquePointer? { unsafe SSL_new(contexts[0]) }

    private func isNamed(_ name: [UInt8], _ place: Int) -> Bool {
        guard let certificate = unsafe SSL_CTX_get0_certificate(contexts[place]) else { return false }
        return unsafe name.withUnsafeBytes { bytes in
            let text = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe X509_check_host(certificate, text, bytes.count, 0, nil) == 1
        }
    }

    private static let chooseCertificate: @convention(c) (OpaquePointer?, UnsafeMutablePointer<CInt>?, UnsafeMutableRawPointer?) -> CInt = {
        handle, _, argument in
        guard let argument = unsafe argument, let text = unsafe SSL_get_servername(handle, TLSEXT_NAMETYPE_host_name) else {
            return SSL_TLSEXT_ERR_NOACK
        }
        let context = unsafe Unmanaged<TLSContext>.fromOpaque(argument).takeUnretainedValue()
        let name = unsafe TLSContext.lowered(text)
        guard let place = context.certificate(for: name) else { return SSL_TLSEXT_ERR_NOACK }
        if place > 0 { unsafe SSL_set_SSL_CTX(handle, context.contexts[place]) }
        return SSL_TLSEXT_ERR_OK
    }

    /// A C string's bytes, ASCII letters in lower case.
    static func lowered(_ text: UnsafePointer<CChar>) -> [UInt8] {
        let bytes = unsafe UnsafeBufferPointer(start: text, count: strlen(text))
        return unsafe bytes.map { (0x41...0x5A).contains($0) ? UInt8(bitPattern: $0) | 0x20 : UInt8(bitPattern: $0) }
    }
}
