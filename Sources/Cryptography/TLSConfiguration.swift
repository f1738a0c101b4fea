/// What a TLS listener serves with: files, as the operator named them.
public struct TLSConfiguration: Sendable {
    /// At least one; the first is served to clients that name no server or an unknown one.
    public var certificates: [Certificate]
    /// PEM file of authorities whose client certificates are admitted; nil: clients are not asked for one.
    public var clientAuthoritiesPath: String?

    public struct Certificate: Sendable {
        /// PEM: the certificate, then its chain.
        public var chainPath: String
        /// PEM, not encrypted.
        public var keyPath: String
        /// Server names this certificate is for, lower case; empty: those written in the certificate.
        public var names: [[UInt8]]

        public init(chainPath: String, keyPath: String, names: [[UInt8]] = []) {
            self.chainPath = chainPath
            self.keyPath = keyPath
            self.names = names
        }
    }

    public init(certificates: [Certificate], clientAuthoritiesPath: String? = nil) {
        self.certificates = certificates
        self.clientAuthoritiesPath = clientAuthoritiesPath
    }
}

/// Why a TLS configuration cannot be used; the text is for the operator.
public enum TLSConfigurationError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case noCertificate(path: String, reason: String)
    case noKey(path: String, reason: String)
    case keyOfAnotherCertificate(keyPath: String, chainPath: String)
    case noAuthorities(path: String, reason: String)
    /// OpenSSL refused one of our own options: a build or policy of the system.
    case refusedOption(String)
    case noCertificates

    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path): \(reason)"
        case .noCertificate(let path, let reason):
            "\(path): no usable certificate: \(reason); expected a PEM file with the certificate first"
        case .noKey(let path, let reason): "\(path): no usable private key: \(reason); expected an unencrypted PEM file"
        case .keyOfAnotherCertificate(let key, let chain): "\(key): the key does not belong to the first certificate of `\(chain)`"
        case .noAuthorities(let path, let reason): "\(path): no usable authority: \(reason); expected a PEM file with certificates"
        case .refusedOption(let option): "openssl refused `\(option)`; expected OpenSSL 3.0 or later with TLS 1.2 and 1.3"
        case .noCertificates: "no certificate is configured; expected at least one"
        }
    }
}
