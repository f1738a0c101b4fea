/// Reads request heads from bytes: sans-I/O, one head a call, everything ambiguous refused.
///
/// - Source: RFC 9112, RFC 9110; the stricter rules are those of docs/wire.md, "What the parser refuses".
public struct RequestParser: Sendable {
    public let limits: HTTPLimits
    /// Whether absolute-form targets of this listener are `https`.
    public let isSecure: Bool

    private var scanner = HeadScanner()

    public init(limits: HTTPLimits, isSecure: Bool) {
        self.limits = limits
        self.isSecure = isSecure
    }

    /// Reads the head that begins at the first byte of `input`, after at most one empty line.
    ///
    /// After nil, call again with the same bytes and more behind them: bytes already looked at are not looked at again, so a head
    /// that comes one byte at a time costs what it costs at once, and gives the same answer.
    /// - Returns: the head and how many bytes it took, or nil where `input` is a valid beginning of one. The next call begins a new head.
    /// - Throws: as soon as the bytes so far cannot begin an acceptable head. The connection is then of no further use.
    /// - Bound: `limits`; the buffer of the caller never needs more than both bounds of lines and sections, and six bytes.
    public mutating func parse(_ input: Span<UInt8>) throws(RequestFault) -> (head: RequestHead, consumed: Int)? {
        precondition(input.count >= scanner.position, "RequestParser.parse was given fewer bytes than before")
        guard try scanner.scan(input, limits, isSecure: isSecure) else { return nil }
        let head = try head(of: input)
        let consumed = scanner.position
        scanner = HeadScanner()
        return (head, consumed)
    }

    private func head(of input: Span<UInt8>) throws(RequestFault) -> RequestHead {
        let line = scanner.line
        let fields = scanner.fields
        guard let hostValue = fields.hostValue else { throw RequestFault(400, .host) }
        let framing = try fields.framing(of: line)
        let bytes = lowered(input)
        if let authority = line.authority, !bytes[authority.indices].elementsEqual(bytes[hostValue.indices]) {
            throw RequestFault(400, .authorityMismatch)
        }
        let hasBody = framing != .none && framing != .length(0)
        return RequestHead(
            method: line.method, version: line.version, fields: FieldSection(bytes: bytes, lines: fields.lines), path: line.path,
            query: line.query, host: fields.host, framing: framing,
            // A 1.0 client that says so does not know what it says (RFC 9110 §10.1.1).
            expectsContinue: fields.expectsContinue && hasBody && line.version == .http11,
            keepsAlive: line.version == .http11 && !fields.namesClose)
    }

    /// The head's own copy of its bytes, names and host in lower case.
    private func lowered(_ input: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(input.extracting(0..<scanner.position))
        var span = bytes.mutableSpan
        for line in scanner.fields.lines {
            // Names hold letters, digits and `-` only: `| 0x20` lowers the first and leaves the others.
            for at in line.name.indices { span[at] |= 0x20 }
        }
        if let host = scanner.fields.hostValue { RequestParser.lower(&span, host) }
        if let authority = scanner.line.authority { RequestParser.lower(&span, authority) }
        return bytes
    }

    private static func lower(_ span: inout MutableSpan<UInt8>, _ range: ByteRange) {
        for at in range.indices { span[at] = Octet.lowered(span[at]) }
    }
}
