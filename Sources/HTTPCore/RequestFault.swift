/// Why a request's bytes were refused. The connection closes after the answer: what follows cannot be trusted to be a request.
public struct RequestFault: Error, Equatable, Sendable {
    /// 400, 405, 413, 414, 417, 431 or 505.
    public let status: Int
    /// One constant sentence for the answer and the counter's label; holds nothing the peer sent.
    public let reason: Reason

    public enum Reason: String, Sendable, CaseIterable {
        case requestLine = "request line is not `METHOD target HTTP/1.1`"
        case requestLineTooLong = "request line is longer than the bound"
        case method = "method is not an upper-case token"
        case methodRefused = "method is never forwarded here"
        case target = "request target is not an absolute path or this listener's own authority"
        case version = "version is not HTTP/1.0 or HTTP/1.1"
        case lineEnding = "a line does not end with CR LF"
        case fieldName = "a field name is not `[A-Za-z0-9-]`"
        case fieldValue = "a field value holds a control character"
        case headerTooLarge = "header section is larger than the bound"
        case tooManyFields = "more header fields than the bound"
        case host = "Host is missing, repeated or not a plain name"
        case authorityMismatch = "request target and Host name different authorities"
        case contentLength = "Content-Length is repeated or not a plain number"
        case transferEncoding = "Transfer-Encoding is not exactly `chunked` on HTTP/1.1"
        case lengthAndEncoding = "Content-Length and Transfer-Encoding stand together"
        case repeatedField = "a field that may stand once is repeated"
        case contentType = "Content-Type is a list or a broken quoted string"
        case connection = "Connection names a field that is not hop-by-hop"
        case expectation = "Expect is not `100-continue`"
        case chunk = "chunked framing is broken"
        case chunkExtension = "chunk extensions are longer than the bound"
        case trailer = "trailer section is broken"
        case bodyOnBodilessRequest = "a body on this method or version has no defined meaning"
        case bodyTooLarge = "the body is larger than the bound"
        case bodyEndedEarly = "connection ended before the body did"
    }

    public init(_ status: Int, _ reason: Reason) {
        self.status = status
        self.reason = reason
    }
}
