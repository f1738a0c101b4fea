internal import CCurl
internal import Vocabulary

/// libcurl's result codes in words.
enum CurlCode {
    /// libcurl's own explanation of this transfer, else its text for the code; at most 256 bytes, safe for logs.
    static func describe(_ code: CURLcode, _ explanation: UnsafePointer<CChar>) -> String {
        let text = unsafe explanation.pointee == 0 ? curl_easy_strerror(code) : explanation
        guard let text = unsafe text else { return "libcurl result \(code.rawValue)" }
        return "\(printable(unsafe String(cString: text).utf8)) (libcurl \(code.rawValue))"
    }
}
