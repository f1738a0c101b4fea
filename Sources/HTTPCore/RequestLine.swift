/// What the first line of a request says; ranges are offsets in the parsed bytes.
struct RequestLine: Sendable {
    var method = Method.get
    var version = RequestHead.Version.http11
    var path = ByteRange(0, 0)
    var query: ByteRange?
    /// Host and port of an absolute-form target, to be compared with Host.
    var authority: ByteRange?

    /// Reads the method in `input[start..<end]`: octets are known to be good, the length is not.
    mutating func admitMethod(_ input: Span<UInt8>, _ start: Int, _ end: Int) throws(RequestFault) {
        guard start < end else { throw RequestFault(400, .method) }
        let connect: StaticString = "CONNECT"
        let trace: StaticString = "TRACE"
        // A tunnel carries bytes nobody judges; TRACE gives credentials back to whoever asks.
        if connect.matches(input, start, end) || trace.matches(input, start, end) { throw RequestFault(405, .methodRefused) }
        method = Method(input, start, end)
    }

    /// Reads the target in `input[start..<end]`: octets are known to be good, nothing else is (RFC 9112 §3.2).
    mutating func admitTarget(_ input: Span<UInt8>, _ start: Int, _ end: Int, isSecure: Bool) throws(RequestFault) {
        guard start < end else { throw RequestFault(400, .requestLine) }
        if input[start] == Octet.slash { return try admitPath(input, start, end) }
        if input[start] == Octet.asterisk, end - start == 1, method == .options {
            path = ByteRange(start, end)
            return
        }
        let scheme: StaticString = isSecure ? "https://" : "http://"
        let hostStart = start + scheme.utf8CodeUnitCount
        guard hostStart < end, scheme.matchesAnyCase(input, start, hostStart) else { throw RequestFault(400, .target) }
        var at = hostStart
        while at < end, input[at] != Octet.slash, input[at] != Octet.question { at += 1 }
        guard at > hostStart else { throw RequestFault(400, .target) }
        authority = ByteRange(hostStart, at)
        if at < end {
            // `http://host?query` has no path to route by, and readers disagree on what it would be.
            guard input[at] == Octet.slash else { throw RequestFault(400, .target) }
            return try admitPath(input, at, end)
        }
        // For OPTIONS an empty path would mean `*` (RFC 9112 §3.2.4): say which.
        guard method != .options else { throw RequestFault(400, .target) }
        // The path is `/`: the last octet of `//` is one.
        path = ByteRange(hostStart - 1, hostStart)
    }

    /// Reads the digits of `HTTP/d.d`, known to be of that form.
    mutating func admitVersion(major: UInt8, minor: UInt8) throws(RequestFault) {
        guard major == 0x31, minor <= 0x31 else { throw RequestFault(505, .version) }
        version = minor == 0x31 ? .http11 : .http10
    }

    /// Splits path and query; refuses broken percent-encodings and encoded controls in both.
    private mutating func admitPath(_ input: Span<UInt8>, _ start: Int, _ end: Int) throws(RequestFault) {
        var at = start
        var pathEnd = end
        while at < end {
            let octet = input[at]
            if octet == Octet.question, pathEnd == end {
                pathEnd = at
            } else if octet == Octet.percent {
                guard at + 2 < end, let high = Octet.hexValue(input[at + 1]), let low = Octet.hexValue(input[at + 2]) else {
                    throw RequestFault(400, .target)
                }
                let decoded = high << 4 | low
                guard decoded >= 0x20, decoded != Octet.delete else { throw RequestFault(400, .target) }
                at += 2
            }
            at += 1
        }
        path = ByteRange(start, pathEnd)
        query = pathEnd < end ? ByteRange(pathEnd + 1, end) : nil
    }
}
