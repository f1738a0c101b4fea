/// Judges field lines one by one as they end, and keeps what they say about framing, host and connection.
struct FieldAdmission: Sendable {
    private(set) var lines: [FieldSection.Line] = []
    /// The whole value of Host, port included.
    private(set) var hostValue: ByteRange?
    /// Host without its port.
    private(set) var host = ByteRange(0, 0)
    private(set) var contentLength: UInt64?
    private(set) var isChunked = false
    private(set) var namesClose = false
    private(set) var expectsContinue = false

    /// Bit n stands for the known field of raw value n.
    private var seen: UInt128 = 0
    private var connectionOptions = 0

    mutating func admit(
        _ name: ByteRange, _ value: ByteRange, _ input: Span<UInt8>, _ version: RequestHead.Version, _ limits: HTTPLimits
    ) throws(RequestFault) {
        let known = KnownField.find(input, Int(name.start), Int(name.end))
        if lines.isEmpty { lines.reserveCapacity(16) }
        lines.append(FieldSection.Line(name: name, value: value, known: known))
        guard let known else { return }
        let bit: UInt128 = 1 << UInt128(known.rawValue)
        let isRepeated = seen & bit != 0
        seen |= bit
        switch known {
        case .host: try admitHost(value, input, isRepeated)
        case .contentLength: try admitContentLength(value, input, isRepeated, limits)
        case .transferEncoding: try admitTransferEncoding(value, input, isRepeated, version)
        case .connection: try admitConnection(value, input, limits)
        case .expect: try admitExpect(value, input, isRepeated)
        case .contentType: try admitContentType(value, input, isRepeated)
        default: if isRepeated, known.isSingleton { throw RequestFault(400, .repeatedField) }
        }
    }

    /// How the body ends, once every line has been judged (RFC 9112 §6.3).
    func framing(of line: RequestLine) throws(RequestFault) -> BodyFraming {
        let hasBody = isChunked || (contentLength ?? 0) > 0
        // Peers skip a body on these; what one skips, the next reads as a request.
        if hasBody, line.method == .head || line.version == .http10 { throw RequestFault(400, .bodyOnBodilessRequest) }
        if isChunked { return .chunked }
        return contentLength.map(BodyFraming.length) ?? .none
    }

    private mutating func admitHost(_ value: ByteRange, _ input: Span<UInt8>, _ isRepeated: Bool) throws(RequestFault) {
        guard !isRepeated, let end = HostName.end(of: input, Int(value.start), Int(value.end)) else { throw RequestFault(400, .host) }
        hostValue = value
        host = ByteRange(Int(value.start), end)
    }

    /// Digits only, no leading zero (an octal reader would see another number), no list, not even of equal numbers.
    private mutating func admitContentLength(
        _ value: ByteRange, _ input: Span<UInt8>, _ isRepeated: Bool, _ limits: HTTPLimits
    ) throws(RequestFault) {
        if isChunked { throw RequestFault(400, .lengthAndEncoding) }
        guard !isRepeated, !value.isEmpty, value.count == 1 || input[Int(value.start)] != Octet.zero else {
            throw RequestFault(400, .contentLength)
        }
        var length: UInt64 = 0
        var isTooLong = false
        for at in value.indices {
            guard Octet.isDigit(input[at]) else { throw RequestFault(400, .contentLength) }
            let (tens, tensOverflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = tens.addingReportingOverflow(UInt64(input[at] - Octet.zero))
            length = sum
            isTooLong = isTooLong || tensOverflow || sumOverflow || sum > limits.bodyBytes
        }
        if isTooLong { throw RequestFault(413, .bodyTooLarge) }
        contentLength = length
    }

    private mutating func admitTransferEncoding(
        _ value: ByteRange, _ input: Span<UInt8>, _ isRepeated: Bool, _ version: RequestHead.Version
    ) throws(RequestFault) {
        if contentLength != nil { throw RequestFault(400, .lengthAndEncoding) }
        let chunked: StaticString = "chunked"
        guard !isRepeated, version == .http11, chunked.matchesAnyCase(input, Int(value.start), Int(value.end)) else {
            throw RequestFault(400, .transferEncoding)
        }
        isChunked = true
    }

    private mutating func admitConnection(_ value: ByteRange, _ input: Span<UInt8>, _ limits: HTTPLimits) throws(RequestFault) {
        let close: StaticString = "close"
        var at = Int(value.start)
        let end = Int(value.end)
        while at < end {
            var memberEnd = at
            while memberEnd < end, input[memberEnd] != Octet.comma { memberEnd += 1 }
            let next = memberEnd + 1
            while at < memberEnd, Octet.isBlank(input[at]) { at += 1 }
            while memberEnd > at, Octet.isBlank(input[memberEnd - 1]) { memberEnd -= 1 }
            if memberEnd > at {
                connectionOptions += 1
                guard connectionOptions <= limits.connectionOptions, KnownField.isHopByHopOption(input, at, memberEnd) else {
                    throw RequestFault(400, .connection)
                }
                if close.matchesAnyCase(input, at, memberEnd) { namesClose = true }
            }
            at = next
        }
    }

    private mutating func admitExpect(_ value: ByteRange, _ input: Span<UInt8>, _ isRepeated: Bool) throws(RequestFault) {
        if isRepeated { throw RequestFault(400, .repeatedField) }
        let expected: StaticString = "100-continue"
        guard expected.matchesAnyCase(input, Int(value.start), Int(value.end)) else { throw RequestFault(417, .expectation) }
        expectsContinue = true
    }

    /// One media type: a comma outside quotes makes two, an open quote hides where the list would split.
    private func admitContentType(_ value: ByteRange, _ input: Span<UInt8>, _ isRepeated: Bool) throws(RequestFault) {
        if isRepeated { throw RequestFault(400, .repeatedField) }
        var isQuoted = false
        var at = Int(value.start)
        while at < Int(value.end) {
            let octet = input[at]
            if octet == Octet.quote { isQuoted.toggle() }
            if octet == Octet.comma, !isQuoted { throw RequestFault(400, .contentType) }
            at += octet == Octet.backslash && isQuoted ? 2 : 1
        }
        if isQuoted { throw RequestFault(400, .contentType) }
    }
}
