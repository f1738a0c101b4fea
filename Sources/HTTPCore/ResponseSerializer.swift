/// Writes answers: the single place where response heads become bytes.
public enum ResponseSerializer {
    /// Appends status line, fields, framing and connection fields, and the empty line.
    ///
    /// The octets of every line are looked at here, whoever made it: what is not a token and a clean value is left out, so no value can
    /// end its line. Framing and hop-by-hop fields in `head` are left out as well, since this function writes its own.
    /// - Parameter framing: `.none` adds no framing field (204, 304, and HEAD where the length is unknown).
    /// - Parameter version: the request's; `.chunked` is for HTTP/1.1 only. The status line says HTTP/1.1 to both (RFC 9110 §2.5).
    /// - Returns: how many lines of `head` were left out; anything but 0 deserves a counter.
    @discardableResult
    public static func append(
        _ head: ResponseHead, framing: BodyFraming, keepsAlive: Bool, version: RequestHead.Version, to output: inout [UInt8]
    ) -> Int {
        assert(version == .http11 || framing != .chunked, "an HTTP/1.0 client cannot read chunks")
        makeRoom(for: head.fields.bytes.count + head.fields.lines.count * 4 + 128, in: &output)
        appendStatusLine(head.status, to: &output)
        let omitted = appendFields(head.fields, to: &output)
        switch framing {
        case .none: break
        case .length(let octets):
            output.append("content-length: ")
            appendNumber(octets, radix: 10, to: &output)
            output.append("\r\n")
        case .chunked: output.append("transfer-encoding: chunked\r\n")
        }
        if !keepsAlive {
            output.append("connection: close\r\n")
        } else if version == .http10 {
            output.append("connection: keep-alive\r\n")
        }
        output.append("\r\n")
        return omitted
    }

    /// Appends `HTTP/1.1 100 Continue` and its empty line: the one interim answer there is.
    public static func appendContinue(to output: inout [UInt8]) { output.append("HTTP/1.1 100 Continue\r\n\r\n") }

    /// Appends one chunk; nothing for no bytes, since an empty chunk would end the body.
    public static func appendChunk(_ bytes: [UInt8], to output: inout [UInt8]) { appendChunk(bytes.span, to: &output) }

    /// Appends one chunk; nothing for no bytes, since an empty chunk would end the body.
    public static func appendChunk(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        makeRoom(for: bytes.count + 20, in: &output)
        appendChunkStart(count: bytes.count, to: &output)
        output.append(bytes)
        output.append("\r\n")
    }

    /// Appends the line before a chunk's data, for who sends the data without copying; `\r\n` must follow the data.
    ///
    /// - Parameter count: octets of data, at least 1.
    public static func appendChunkStart(count: Int, to output: inout [UInt8]) {
        assert(count > 0, "an empty chunk ends the body")
        appendNumber(UInt64(count), radix: 16, to: &output)
        output.append("\r\n")
    }

    /// Appends the last chunk and the empty trailer section.
    public static func appendLastChunk(to output: inout [UInt8]) { output.append("0\r\n\r\n") }

    /// One growth instead of several; never less than a doubling, or a long stream of chunks would be copied at each of them.
    private static func makeRoom(for octets: Int, in output: inout [UInt8]) {
        let needed = output.count + octets
        if output.capacity < needed { output.reserveCapacity(max(needed, output.capacity * 2)) }
    }

    private static func appendStatusLine(_ status: Int, to output: inout [UInt8]) {
        // A status of another length would move the reason phrase; an upstream's nonsense is our 502.
        let status = (100...999).contains(status) ? status : 502
        output.append("HTTP/1.1 ")
        appendNumber(UInt64(status), radix: 10, to: &output)
        output.append(0x20)
        output.append(ReasonPhrase.of(status))
        output.append("\r\n")
    }

    private static func appendFields(_ fields: FieldSection, to output: inout [UInt8]) -> Int {
        let bytes = fields.bytes.span
        var omitted = 0
        // Room for all lines at once, then plain copies: an append for each part cost more than the copying.
        var end = output.count
        output.append(contentsOf: repeatElement(0, count: fields.lines.reduce(0) { $0 + $1.name.count + $1.value.count + 4 }))
        for line in fields.lines {
            let name = bytes.extracting(line.name.indices)
            let value = bytes.extracting(line.value.indices)
            guard isToken(name), isFieldValue(value), !isOwn(line.known) else {
                omitted += 1
                continue
            }
            put(name, in: &output, at: &end)
            put(0x3a, 0x20, in: &output, at: &end)
            put(value, in: &output, at: &end)
            put(0x0d, 0x0a, in: &output, at: &end)
        }
        output.removeLast(output.count - end)
        return omitted
    }

    @inline(__always)
    private static func put(_ part: Span<UInt8>, in output: inout [UInt8], at end: inout Int) {
        // SAFETY: both ranges are checked against their buffers before the copy.
        unsafe output.withUnsafeMutableBytes { buffer in
            unsafe part.withUnsafeBytes { unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[end...]).copyMemory(from: $0) }
        }
        end += part.count
    }

    @inline(__always)
    private static func put(_ first: UInt8, _ second: UInt8, in output: inout [UInt8], at end: inout Int) {
        output[end] = first
        output[end + 1] = second
        end += 2
    }

    /// Fields that say how this connection carries the message: only this file may say it.
    private static func isOwn(_ field: KnownField?) -> Bool {
        switch field {
        case .contentLength, .transferEncoding, .connection, .keepAlive, .proxyConnection, .te, .trailer, .upgrade: true
        default: false
        }
    }

    @inline(__always)
    private static func appendNumber(_ number: UInt64, radix: UInt64, to output: inout [UInt8]) {
        var divisor: UInt64 = 1
        while number / divisor >= radix { divisor *= radix }
        while divisor > 0 {
            let digit = UInt8(truncatingIfNeeded: number / divisor % radix)
            output.append(digit < 10 ? Octet.zero + digit : 0x57 + digit)
            divisor /= radix
        }
    }
}
