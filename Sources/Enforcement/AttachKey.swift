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

    public init(digest: [UInt8]) { self.digest = digest }

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
        add(bound.requestTarget, to: &text)
        add(body, to: &text)
        let ignored = bound.operation.attachIgnore
        for line in fields.lines {
            if let known = line.known, notPartOfTheCall.contains(known) { continue }
            let name = fields.name(line)
            if ignored.contains(where: { if case .header(let header) = $0 { header.elementsEqual(name) } else { false } }) { continue }
            if let idempotency = bound.operation.idempotency, idempotency.header.elementsEqual(name) { continue }
            add(name, to: &text)
            add(fields.value(line), to: &text)
        }
        return AttachKey(digest: digests.sha256(text))
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
