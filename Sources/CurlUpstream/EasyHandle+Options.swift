internal import CCurl
internal import Routing

extension EasyHandle {
    /// Sets every option that stays the same from call to call; docs/decisions/0004 says why each has its value.
    /// - Returns: false where libcurl refuses one: the handle must not be used.
    func setFixedOptions(for route: Route, settings: CurlUpstreamSettings) -> Bool {
        let origin = String(decoding: route.upstream.origin, as: UTF8.self)
        let connect = Int(
            clamping: route.timeouts.connect.components.seconds &* 1000 &+ route.timeouts.connect.components.attoseconds
                / 1_000_000_000_000_000)
        let codes = [
            set(CURLOPT_PROTOCOLS_STR, "http,https"), set(CURLOPT_REDIR_PROTOCOLS_STR, "https"),
            set(CURLOPT_FOLLOWLOCATION, 0), set(CURLOPT_MAXREDIRS, 0), set(CURLOPT_PATH_AS_IS, 1),
            // The environment and files of this machine have no say.
            set(CURLOPT_PROXY, ""), set(CURLOPT_NOPROXY, "*"), set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue)),
            set(CURLOPT_HTTPAUTH, 0), set(CURLOPT_PROXYAUTH, 0), set(CURLOPT_UNRESTRICTED_AUTH, 0), set(CURLOPT_AUTOREFERER, 0),
            set(CURLOPT_HSTS_CTRL, 0), set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
            // The answer as it came.
            set(CURLOPT_HTTP_CONTENT_DECODING, 0), set(CURLOPT_HTTP_TRANSFER_DECODING, 1), set(CURLOPT_TRANSFER_ENCODING, 0),
            set(CURLOPT_HTTP09_ALLOWED, 0), set(CURLOPT_HEADER, 0), set(CURLOPT_FAILONERROR, 0), set(CURLOPT_IGNORE_CONTENT_LENGTH, 0),
            // No upgrade; HTTP/2 is asked for per call.
            set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
            set(CURLOPT_PIPEWAIT, 0), set(CURLOPT_SSL_ENABLE_ALPN, 1), set(CURLOPT_EXPECT_100_TIMEOUT_MS, 0),
            // Time. Everything after the connection is up has a deadline of ours.
            set(CURLOPT_CONNECTTIMEOUT_MS, max(1, connect)), set(CURLOPT_TIMEOUT_MS, 0), set(CURLOPT_LOW_SPEED_LIMIT, 0),
            set(CURLOPT_LOW_SPEED_TIME, 0), set(CURLOPT_NOSIGNAL, 1), set(CURLOPT_NOPROGRESS, 1), set(CURLOPT_QUICK_EXIT, 1),
            // Connections.
            set(CURLOPT_MAXAGE_CONN, settings.idleSecondsMax), set(CURLOPT_FRESH_CONNECT, 0), set(CURLOPT_FORBID_REUSE, 0),
            set(CURLOPT_TCP_NODELAY, 1), set(CURLOPT_TCP_FASTOPEN, 0), set(CURLOPT_TCP_KEEPALIVE, 1), set(CURLOPT_TCP_KEEPIDLE, 30),
            set(CURLOPT_TCP_KEEPINTVL, 10), set(CURLOPT_IPRESOLVE, Int(CURL_IPRESOLVE_WHATEVER)), set(CURLOPT_DNS_CACHE_TIMEOUT, 60),
            set(CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, 200), set(CURLOPT_BUFFERSIZE, 16 * 1024), set(CURLOPT_UPLOAD_BUFFERSIZE, 64 * 1024),
            set(CURLOPT_VERBOSE, 0),
        ]
        return set(origin: origin + "/") && codes.allSatisfy { $0 == CURLE_OK } && setTLSOptions(route.tls)
    }

    private func setTLSOptions(_ tls: UpstreamTLS) -> Bool {
        var codes = [
            set(CURLOPT_SSL_VERIFYPEER, 1), set(CURLOPT_SSL_VERIFYHOST, 2), set(CURLOPT_SSL_VERIFYSTATUS, 0),
            set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)), set(CURLOPT_SSL_OPTIONS, 0), set(CURLOPT_SSL_SESSIONID_CACHE, 1),
            set(CURLOPT_SSLCERTTYPE, "PEM"), set(CURLOPT_SSLKEYTYPE, "PEM"),
        ]
        if let file = tls.caFile {
            // The folder of system authorities is a second, separate option: left alone it would still be trusted.
            codes += unsafe [set(CURLOPT_CAINFO, file), set(CURLOPT_CAPATH, pointer: nil)]
        }
        if let file = tls.certificateFile { codes.append(set(CURLOPT_SSLCERT, file)) }
        if let file = tls.keyFile ?? tls.certificateFile { codes.append(set(CURLOPT_SSLKEY, file)) }
        return codes.allSatisfy { $0 == CURLE_OK }
    }
}
