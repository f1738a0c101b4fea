internal import HTTPCore
internal import Routing
internal import Vocabulary

/// "Is this the same call?": SHA-256 over who sends what where, without what differs between repeats of one call.
///
/// Bodies count byte for byte. Every part is preceded by its length, so that no two different calls write the same bytes.
/// - Source: docs/wire.md, "Repeats of writes".
public struct AttachKey: Hashable, Sendable {
    /// 32 bytes.
    public let digest: [UInt8]
    /// A quick, weak hash of the same call: two calls with different shapes are different calls.
    public let shape: UInt64

    public init(digest: [UInt8], shape: UInt64 = 0) {
        self.digest = digest
        self.shape = shape
    }

    /// Most calls meet nothing of their shape, and then no digest is computed.
    static func shape(of bound: BoundRequest, body: [UInt8]) -> UInt64 {
        var hasher = Hasher()
        unsafe bound.match.path.bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        if bound.operation.attachIgnore.isEmpty { unsafe body.withUnsafeBytes { unsafe hasher.combine(bytes: $0) } }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    /// - Parameters:
    ///   - fields: as they go out, without credential and framing.
    ///   - body: byte for byte.
    static func of(_ bound: BoundRequest, fields: FieldSection, body: [UInt8], digests: Digests) -> AttachKey {
        var text: [UInt8] = []
        text.reserveCapacity(512 + fields.bytes.count + body.count)
        add(bound.caller.principal.agent.bytes, to: &text)
        add(bound.caller.run.bytes, to: &text)
        add(bound.caller.runLabel ?? [], to: &text)
        add(bound.route.api.bytes, to: &text)
        add(bound.route.upstream.origin, to: &text)
        add(bound.head.method.token, to: &text)
        let ignored = bound.operation.attachIgnore
        add(bound.match.path.bytes, to: &text)
        add(countedQuery(bound, ignored), to: &text)
        add(countedBody(body, fields, ignored), to: &text)
        for line in fields.lines {
            if let known = line.known, notPartOfTheCall.contains(known) { continue }
            let name = fields.name(line)
            if ignored.contains(where: { if case .header(let header) = $0 { header.elementsEqual(name) } else { false } }) { continue }
            if let idempotency = bound.operation.idempotency, idempotency.header.elementsEqual(name) { continue }
            add(name, to: &text)
            add(fields.value(line), to: &text)
        }
        return AttachKey(digest: digests.sha256(text), shape: shape(of: bound, body: body))
    }

    /// The query without what a repeat may change; a leading byte tells an empty query from none.
    private static func countedQuery(_ bound: BoundRequest, _ ignored: [AttachIgnored]) -> [UInt8] {
        guard let query = bound.query else { return [] }
        let names = ignored.compactMap { if case .query(let name) = $0 { name } else { nil } }
        return [0x3f] + (names.isEmpty ? query : ParameterRemoval.without(names, in: query[...]))
    }

    /// The body byte for byte, a form without the parameters a repeat may change. Members of JSON bodies are not told apart yet.
    private static func countedBody(_ body: [UInt8], _ fields: FieldSection, _ ignored: [AttachIgnored]) -> [UInt8] {
        let names = ignored.compactMap { if case .form(let name) = $0 { name } else { nil } }
        guard !names.isEmpty, MediaType(fields)?.isForm == true else { return body }
        return ParameterRemoval.without(names, in: body[...])
    }

    private static func add(_ part: some Collection<UInt8>, to text: inout [UInt8]) {
        for shift in stride(from: 0, to: 64, by: 8) { text.append(UInt8(truncatingIfNeeded: part.count >> shift)) }
        text.append(contentsOf: part)
    }

    /// Differs between repeats of one call, or says nothing about it.
    private static let notPartOfTheCall: Set<KnownField> = [
        .userAgent, .acceptEncoding, .date, .traceparent, .tracestate, .baggage, .idempotencyKey, .xAmzDate, .amzSdkInvocationId,
        .amzSdkRequest,
        .xStainlessRetryCount, .xStainlessReadTimeout, .xRequestId, .xClientRequestId,
    ]
}
