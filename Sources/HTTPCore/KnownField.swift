/// Field names this product treats by name; anything else is only its bytes.
///
/// One case a name, the wire spelling as `text`; looked up by a hash of length and three octets, then compared once.
public enum KnownField: UInt8, CaseIterable, Sendable {
    case host
    case connection
    case contentLength
    case transferEncoding
    case te
    case trailer
    case upgrade
    case keepAlive
    case proxyConnection
    case proxyAuthorization
    case proxyAuthenticate
    case expect
    case accept
    case acceptLanguage
    case acceptEncoding
    case contentType
    case contentLanguage
    case contentDisposition
    case contentMd5
    case contentDigest
    case contentEncoding
    case ifMatch
    case ifNoneMatch
    case ifModifiedSince
    case ifUnmodifiedSince
    case ifRange
    case range
    case prefer
    case preferenceApplied
    case userAgent
    case traceparent
    case tracestate
    case baggage
    case xRequestId
    case xClientRequestId
    case lastEventId
    case idempotencyKey
    case date
    case authorization
    case xApiKey
    case xAgentKey
    case apiKey
    case xGoogApiKey
    case privateToken
    case cookie
    case setCookie
    case stripeVersion
    case anthropicVersion
    case anthropicBeta
    case openaiBeta
    case xGithubApiVersion
    case xGoogApiClient
    case xGoogRequestParams
    case xAmzContentSha256
    case xAmzSdkChecksumAlgorithm
    case xAmzDecodedContentLength
    case xAmzServerSideEncryption
    case xAmzDate
    case xAmzSecurityToken
    case xAmzTarget
    case location
    case contentLocation
    case link
    case retryAfter
    case wwwAuthenticate
    case altSvc
    case strictTransportSecurity
    case clearSiteData
    case refresh
    case xShouldRetry
    case stripeShouldRetry
    case server
    case cacheControl
    case etag
    case vary
    case warning
    case allow
    case contentRange
    case acceptRanges
    case destination
    case amzSdkInvocationId
    case amzSdkRequest
    case xStainlessRetryCount
    case xStainlessReadTimeout
    case xServerTimeout
    case boomgateRun
    case boomgateRunLabel
    case boomgateDecision
    case boomgateWarning
    case boomgateReplayed
    case ratelimit
    case ratelimitPolicy

    /// Lower case, as compared and as sent.
    public var text: StaticString {
        switch self {
        case .host: "host"
        case .connection: "connection"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .te: "te"
        case .trailer: "trailer"
        case .upgrade: "upgrade"
        case .keepAlive: "keep-alive"
        case .proxyConnection: "proxy-connection"
        case .proxyAuthorization: "proxy-authorization"
        case .proxyAuthenticate: "proxy-authenticate"
        case .expect: "expect"
        case .accept: "accept"
        case .acceptLanguage: "accept-language"
        case .acceptEncoding: "accept-encoding"
        case .contentType: "content-type"
        case .contentLanguage: "content-language"
        case .contentDisposition: "content-disposition"
        case .contentMd5: "content-md5"
        case .contentDigest: "content-digest"
        case .contentEncoding: "content-encoding"
        case .ifMatch: "if-match"
        case .ifNoneMatch: "if-none-match"
        case .ifModifiedSince: "if-modified-since"
        case .ifUnmodifiedSince: "if-unmodified-since"
        case .ifRange: "if-range"
        case .range: "range"
        case .prefer: "prefer"
        case .preferenceApplied: "preference-applied"
        case .userAgent: "user-agent"
        case .traceparent: "traceparent"
        case .tracestate: "tracestate"
        case .baggage: "baggage"
        case .xRequestId: "x-request-id"
        case .xClientRequestId: "x-client-request-id"
        case .lastEventId: "last-event-id"
        case .idempotencyKey: "idempotency-key"
        case .date: "date"
        case .authorization: "authorization"
        case .xApiKey: "x-api-key"
        case .xAgentKey: "x-agent-key"
        case .apiKey: "api-key"
        case .xGoogApiKey: "x-goog-api-key"
        case .privateToken: "private-token"
        case .cookie: "cookie"
        case .setCookie: "set-cookie"
        case .stripeVersion: "stripe-version"
        case .anthropicVersion: "anthropic-version"
        case .anthropicBeta: "anthropic-beta"
        case .openaiBeta: "openai-beta"
        case .xGithubApiVersion: "x-github-api-version"
        case .xGoogApiClient: "x-goog-api-client"
        case .xGoogRequestParams: "x-goog-request-params"
        case .xAmzContentSha256: "x-amz-content-sha256"
        case .xAmzSdkChecksumAlgorithm: "x-amz-sdk-checksum-algorithm"
        case .xAmzDecodedContentLength: "x-amz-decoded-content-length"
        case .xAmzServerSideEncryption: "x-amz-server-side-encryption"
        case .xAmzDate: "x-amz-date"
        case .xAmzSecurityToken: "x-amz-security-token"
        case .xAmzTarget: "x-amz-target"
        case .location: "location"
        case .contentLocation: "content-location"
        case .link: "link"
        case .retryAfter: "retry-after"
        case .wwwAuthenticate: "www-authenticate"
        case .altSvc: "alt-svc"
        case .strictTransportSecurity: "strict-transport-security"
        case .clearSiteData: "clear-site-data"
        case .refresh: "refresh"
        case .xShouldRetry: "x-should-retry"
        case .stripeShouldRetry: "stripe-should-retry"
        case .server: "server"
        case .cacheControl: "cache-control"
        case .etag: "etag"
        case .vary: "vary"
        case .warning: "warning"
        case .allow: "allow"
        case .contentRange: "content-range"
        case .acceptRanges: "accept-ranges"
        case .destination: "destination"
        case .amzSdkInvocationId: "amz-sdk-invocation-id"
        case .amzSdkRequest: "amz-sdk-request"
        case .xStainlessRetryCount: "x-stainless-retry-count"
        case .xStainlessReadTimeout: "x-stainless-read-timeout"
        case .xServerTimeout: "x-server-timeout"
        case .boomgateRun: "boomgate-run"
        case .boomgateRunLabel: "boomgate-run-label"
        case .boomgateDecision: "boomgate-decision"
        case .boomgateWarning: "boomgate-warning"
        case .boomgateReplayed: "boomgate-replayed"
        case .ratelimit: "ratelimit"
        case .ratelimitPolicy: "ratelimit-policy"
        }
    }

    /// The field with exactly these lower-case bytes.
    public init?(name: ArraySlice<UInt8>) {
        guard let field = KnownField.find(name.span, 0, name.count), field.text.matches(name) else { return nil }
        self = field
    }

    /// The field named by `bytes[start..<end]` in any case; the range holds `[A-Za-z0-9-]` only or nothing is promised but no crash.
    @inline(__always)
    static func find(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> KnownField? {
        guard end > start, end - start <= longestName else { return nil }
        var slot = KnownField.slot(
            count: end - start, first: bytes[start], middle: bytes[start + (end - start) / 2], last: bytes[end - 1])
        while let field = KnownField.slots[slot] {
            if field.text.matchesAnyCase(bytes, start, end) { return field }
            slot = (slot + 1) & (slotCount - 1)
        }
        return nil
    }

    private static let longestName = 32
    private static let slotCount = 1024

    /// Where to look first; the same for both cases of a letter, since `| 0x20` changes no digit and no `-`.
    @inline(__always)
    private static func slot(count: Int, first: UInt8, middle: UInt8, last: UInt8) -> Int {
        let key = UInt32(truncatingIfNeeded: count) | UInt32(first | 0x20) << 8 | UInt32(middle | 0x20) << 16 | UInt32(last | 0x20) << 24
        return Int((key &* 0x9e37_79b1) >> 22)
    }

    /// Open addressing over a table that is nine tenths empty: a miss is known after one look, nearly always.
    private static let slots: [KnownField?] = {
        var table = [KnownField?](repeating: nil, count: slotCount)
        for field in allCases {
            let name = Array(field.text.description.utf8)
            var slot = slot(count: name.count, first: name[0], middle: name[name.count / 2], last: name[name.count - 1])
            while table[slot] != nil { slot = (slot + 1) & (slotCount - 1) }
            table[slot] = field
        }
        return table
    }()
}

extension KnownField {
    /// Whether the field may stand once only: two of them are two answers to one question, and readers pick differently.
    var isSingleton: Bool {
        switch self {
        case .host, .contentLength, .expect, .contentType, .contentEncoding, .contentRange, .contentMd5, .contentLocation,
            .contentDisposition,
            .authorization, .proxyAuthorization, .xApiKey, .xAgentKey, .apiKey, .xGoogApiKey, .privateToken, .idempotencyKey, .userAgent,
            .range, .ifRange, .ifModifiedSince, .ifUnmodifiedSince, .date, .lastEventId, .destination, .traceparent, .stripeVersion,
            .anthropicVersion, .xGithubApiVersion, .xAmzContentSha256, .xAmzDecodedContentLength, .xAmzDate, .xAmzSecurityToken,
            .xAmzTarget,
            .xStainlessReadTimeout, .xServerTimeout, .boomgateRun, .boomgateRunLabel:
            true
        default: false
        }
    }

    /// What Connection may name: a name outside is an attempt to have a field taken away on the way.
    static func isHopByHopOption(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        switch find(bytes, start, end) {
        case .keepAlive, .te, .upgrade, .trailer, .proxyConnection: return true
        default: break
        }
        // What Java's client sends with `Upgrade: h2c` on every first call.
        let settings: StaticString = "http2-settings"
        let close: StaticString = "close"
        return close.matchesAnyCase(bytes, start, end) || settings.matchesAnyCase(bytes, start, end)
    }
}
