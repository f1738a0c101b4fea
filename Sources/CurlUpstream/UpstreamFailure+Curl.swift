internal import CCurl
internal import Enforcement
internal import Vocabulary

extension UpstreamFailure.Kind {
    /// What a libcurl result means for the call.
    init(_ code: CURLcode, hasSent: Bool) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .nameNotResolved
        case CURLE_COULDNT_CONNECT, CURLE_URL_MALFORMAT: self = hasSent ? .connectionLost : .connectFailed
        case CURLE_OPERATION_TIMEDOUT: self = hasSent ? .idleTimeout : .connectFailed
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED,
            CURLE_SSL_CLIENTCERT, CURLE_SSL_SHUTDOWN_FAILED:
            self = hasSent ? .connectionLost : .tlsFailed
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: self = .invalidAnswer
        case CURLE_READ_ERROR, CURLE_UPLOAD_FAILED: self = .requestBodyFailed
        case CURLE_OUT_OF_MEMORY: self = .overloaded
        default: self = hasSent ? .connectionLost : .connectFailed
        }
    }
}
