internal import HTTPCore
internal import Routing

/// Which header fields of an agent reach the upstream: an allow-list, never a deny-list (docs/wire.md, "Header fields of requests").
///
/// What is not listed is left out. Credential slots, framing and hop-by-hop fields are never listed; the adapter adds Host, framing and credential.
enum RequestFieldRules {
    enum Rule: UInt8 {
        case never, always
        /// Rewritten before it goes out.
        case acceptEncoding, prefer, idempotencyKey, range
        /// Forwarded where the route says `cookies: true`.
        case cookie
        /// Forwarded only towards upstreams of one vendor.
        case stripe, anthropic, openai, github, gemini, aws, s3
    }

    /// Why a request cannot be forwarded with the fields it has.
    enum Fault: Error, Equatable {
        case tooManyRanges
    }

    static let maximumRanges = 5

    /// - Returns: the fields to send, in the order received.
    static func forwarded(_ head: RequestHead, route: Route, idempotency: IdempotencyField) throws(Fault) -> FieldSection {
        var out = FieldSection()
        out.reserve(bytes: head.fields.bytes.count, lines: head.fields.lines.count)
        var hasIdempotencyKey = false
        for line in head.fields.lines {
            if let declared = idempotency.declared, head.fields.name(line).elementsEqual(declared) {
                // A second line would leave the upstream to choose between two keys.
                if !hasIdempotencyKey { out.append(name: declared, idempotency.value(agentsKey: head.fields.value(line))) }
                hasIdempotencyKey = true
                continue
            }
            guard let known = line.known else {
                if isAdmittedByPrefix(head.fields.name(line), dialect: route.dialect) { out.append(line, of: head.fields) }
                continue
            }
            switch rules[Int(known.rawValue)] {
            case .always: out.append(line, of: head.fields)
            case .never: continue
            case .acceptEncoding: break
            case .prefer: appendPreferences(head.fields.value(line), to: &out)
            // Under the name that a declaration gives only that field counts.
            case .idempotencyKey:
                if !idempotency.isDeclared { out.append(name: idempotency.header, idempotency.value(agentsKey: head.fields.value(line))) }
            case .range:
                guard head.method == .get else { continue }
                guard rangeCount(head.fields.value(line)) <= maximumRanges else { throw .tooManyRanges }
                out.append(line, of: head.fields)
            case .cookie: if route.forwardsCookies { out.append(line, of: head.fields) }
            case let rule: if rule == vendorRule(route.dialect) || isAWS(rule, route.dialect) { out.append(line, of: head.fields) }
            }
        }
        appendAcceptEncoding(head.fields, route: route, to: &out)
        if !hasIdempotencyKey, idempotency.isDeclared { out.append(name: idempotency.header, idempotency.value(agentsKey: nil)) }
        return out
    }

    // MARK: fields that change

    /// Codings this gateway can vouch for; a route that rewrites bodies must be able to read them.
    private static func appendAcceptEncoding(_ fields: FieldSection, route: Route, to out: inout FieldSection) {
        if route.rewritesJSONURLs { return out.append(.acceptEncoding, "identity".utf8) }
        // Who asks for nothing gets what the upstream sends to those who ask for nothing.
        guard let asked = fields.first(.acceptEncoding) else { return }
        if asked.elementsEqual("gzip, deflate".utf8) || asked.elementsEqual("identity".utf8) {
            out.append(.acceptEncoding, asked)
            return
        }
        var kept: [UInt8] = []
        for item in CommaList(asked) {
            let coding = item.prefix { $0 != 0x3b && $0 != 0x20 }.map(Octet.lowered)
            guard ["gzip", "deflate", "identity"].contains(where: { $0.utf8.elementsEqual(coding) }) else { continue }
            if !kept.isEmpty { kept += [0x2c, 0x20] }
            kept += item
        }
        out.append(.acceptEncoding, kept.isEmpty ? Array("identity".utf8) : kept)
    }

    /// `wait`, `respond-async` and `dry-run` are said to us, not to the upstream.
    private static func appendPreferences(_ value: ArraySlice<UInt8>, to out: inout FieldSection) {
        var kept: [UInt8] = []
        for item in CommaList(value) {
            let name = item.prefix { $0 != 0x3d && $0 != 0x3b && $0 != 0x20 }.map(Octet.lowered)
            if ["wait", "respond-async", "dry-run"].contains(where: { $0.utf8.elementsEqual(name) }) { continue }
            if !kept.isEmpty { kept += [0x2c, 0x20] }
            kept += item
        }
        if !kept.isEmpty { out.append(.prefer, kept) }
    }

    private static func rangeCount(_ value: ArraySlice<UInt8>) -> Int { value.reduce(1) { $0 + ($1 == 0x2c ? 1 : 0) } }

    // MARK: the table

    private static func vendorRule(_ dialect: Dialect) -> Rule {
        switch dialect {
        case .stripe: .stripe
        case .anthropic: .anthropic
        case .openai: .openai
        case .github: .github
        case .gemini: .gemini
        case .awsJSON, .awsQuery: .aws
        case .s3: .s3
        case .plain, .slack, .kubernetes, .mcp: .never
        }
    }

    private static func isAWS(_ rule: Rule, _ dialect: Dialect) -> Bool { rule == .aws && dialect == .s3 }

    private static func isAdmittedByPrefix(_ name: ArraySlice<UInt8>, dialect: Dialect) -> Bool {
        switch dialect {
        case .mcp: name.starts(with: "mcp-".utf8)
        case .awsJSON, .awsQuery: name.starts(with: "x-amz-checksum-".utf8)
        case .s3:
            name.starts(with: "x-amz-checksum-".utf8) || name.starts(with: "x-amz-meta-".utf8)
                || name.starts(with: "x-amz-server-side-encryption-".utf8)
        default: false
        }
    }

    private static let rules: [Rule] = KnownField.allCases.map { field in
        switch field {
        case .accept, .acceptLanguage, .contentType, .contentLanguage, .contentDisposition, .contentMd5, .contentDigest, .contentEncoding,
            .ifMatch, .ifNoneMatch, .ifModifiedSince, .ifUnmodifiedSince, .ifRange, .userAgent, .traceparent, .tracestate, .xRequestId,
            .xClientRequestId, .lastEventId:
            .always
        case .acceptEncoding: .acceptEncoding
        case .prefer: .prefer
        case .range: .range
        case .idempotencyKey: .idempotencyKey
        case .cookie: .cookie
        case .stripeVersion: .stripe
        case .anthropicVersion, .anthropicBeta: .anthropic
        case .openaiBeta: .openai
        case .xGithubApiVersion: .github
        case .xGoogApiClient, .xGoogRequestParams: .gemini
        case .xAmzContentSha256, .xAmzSdkChecksumAlgorithm, .xAmzDecodedContentLength: .aws
        case .xAmzServerSideEncryption: .s3
        default: .never
        }
    }
}

/// What the upstream sees as idempotency key: never the agent's own, so that no agent can fetch another's stored answer.
struct IdempotencyField {
    /// Lower-case field name the operation declares; nil: it declares none.
    let declared: [UInt8]?
    let agent: [UInt8]
    /// Used where the agent sent none.
    let decision: [UInt8]
    let keyed: @Sendable ([UInt8]) -> [UInt8]

    var isDeclared: Bool { declared != nil }
    var header: [UInt8] { declared ?? IdempotencyField.usual }

    private static let usual = Array("idempotency-key".utf8)

    func value(agentsKey: ArraySlice<UInt8>?) -> [UInt8] {
        let digest = keyed(agent + [0] + (agentsKey.map { [0x6b] + $0 } ?? [0x64] + decision))
        let hex = Array("0123456789abcdef".utf8)
        return digest.prefix(16).flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }
    }
}
