internal import CCurl
internal import Glibc

/// libcurl's process-wide state, set up once.
enum CurlLibrary {
    /// False where libcurl could not start; then no call is ever sent.
    static let isReady: Bool = {
        // libcurl is told to leave signals alone, and OpenSSL writes without MSG_NOSIGNAL: a peer that closes would end the process.
        _ = signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_SSL)) == CURLE_OK
    }()
}
