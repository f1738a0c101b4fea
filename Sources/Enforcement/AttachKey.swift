internal import HTTPCore
internal import Routing
internal import Vocabulary

/// "Is this the same call?": SHA-256 over who sends what where, without what differs between repeats of one call.
///
/// Bodies count byte for byte. Every part is preceded by its length, so that no two different calls write the same bytes.
/// - Source: docs/wire.md, "Two keys".
public struct AttachKey: Hashable, Sendable {
    /// 32 bytes.
    public let digest: [UInt8]

    public init(digest: [UInt8]) { self.digest = digest }

    static func of(_ call: CallDescription, digests: Digests) -> AttachKey {
        var text: [UInt8] = []
        text.reserveCapacity(512 + call.body.count)
        add(call.agent.bytes, to: &text)
        add(call.run.bytes, to: &text)
        add(call.runLabel ?? [], to: &text)
        add(call.route.api.bytes, to: &text)
        add(call.route.upstream.origin, to: &text)
        add(call.method.token, to: &text)
        add(call.requestTarget, to: &text)
        add(call.body, to: &text)
        let ignored = call.operation.attachIgnore
        for line in call.fields.lines {
            if let known = line.known, notPartOfTheCall.contains(known) { continue }
            let name = call.fields.name(line)
            if ignored.contains(where: { if case .header(let header) = $0 { header.elementsEqual(name) } else { false } }) { continue }
            if let idempotency = call.operation.idempotency, idempotency.header.elementsEqual(name) { continue }
            add(name, to: &text)
            add(call.fields.value(line), to: &text)
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

/// A call as it will go out, kept beside the transfer: what the attach key is made of, should it be needed.
struct CallDescription {
    let agent: AgentID
    let run: RunID
    let runLabel: [UInt8]?
    let route: Route
    let operation: Operation
    let method: Method
    let requestTarget: [UInt8]
    let fields: FieldSection
    let body: [UInt8]
}
