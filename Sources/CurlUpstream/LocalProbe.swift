internal import CCurl

/// One blocking GET to a listener of this machine: for `boomgate healthcheck`, never for agents' calls.
///
/// The certificate is not verified: the question is whether the process answers, and nothing secret is sent.
public enum LocalProbe {
    public enum Answer: Equatable, CustomStringConvertible {
        case status(Int)
        /// libcurl's words.
        case failed(String)

        public var description: String {
            switch self {
            case .status(let status): "status \(status)"
            case .failed(let reason): reason
            }
        }
    }

    /// - Parameter url: `http` or `https`, complete.
    public static func get(_ url: String, timeout: Duration) -> Answer {
        guard CurlLibrary.isReady, let easy = unsafe curl_easy_init() else { return .failed("libcurl did not start") }
        defer { unsafe curl_easy_cleanup(easy) }
        let discard: ccurl_data_callback = { _, size, count, _ in size * count }
        let milliseconds = Int(timeout.components.seconds) * 1000
        let codes = unsafe [
            ccurl_set_string(easy, CURLOPT_URL, url), ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https"),
            ccurl_set_string(easy, CURLOPT_PROXY, ""), ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1),
            ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, milliseconds), ccurl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 0),
            ccurl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 0), ccurl_set_data_callback(easy, CURLOPT_WRITEFUNCTION, discard),
        ]
        if let refused = codes.first(where: { $0 != CURLE_OK }) { return .failed(words(refused)) }
        let code = unsafe curl_easy_perform(easy)
        guard code == CURLE_OK else { return .failed(words(code)) }
        var status = 0
        return unsafe ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? .status(status) : .failed("no status")
    }

    private static func words(_ code: CURLcode) -> String { unsafe String(cString: curl_easy_strerror(code)) }
}
