/// Field names this product treats by name; anything else is only its bytes.
///
/// Generated-style table: one case a name, the wire spelling as `text`, looked up by length and bytes.
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
        guard name.count < KnownField.byLength.count else { return nil }
        for field in KnownField.byLength[name.count] where field.text.matches(name) {
            self = field
            return
        }
        return nil
    }

    private static let byLength: [[KnownField]] = {
        var table = [[KnownField]](repeating: [], count: 40)
        for field in allCases { table[field.text.utf8CodeUnitCount].append(field) }
        return table
    }()
}

extension StaticString {
    func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count == utf8CodeUnitCount else { return false }
        return unsafe UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount).elementsEqual(bytes)
    }
}
