public import HTTPCore
public import Routing
public import Vocabulary

/// From what a request shows to who sent it.
public protocol Authenticator: Sendable {
    func identify(_ evidence: Evidence) -> Identification
}

/// Everything of a request that may carry a credential.
public struct Evidence {
    public let head: RequestHead
    public let route: Route
    public let peer: Address
    public let clientCertificate: [UInt8]?
    /// The body, only where the route declares a form slot and the body is a form.
    public let form: [UInt8]?
    public let isLoopbackListener: Bool
    /// The listener says `allow_demo_keys: true`: demo keys count although it is off loopback.
    public let allowsDemoKeys: Bool
    public let now: Timestamp

    public init(
        head: RequestHead, route: Route, peer: Address, clientCertificate: [UInt8]?, form: [UInt8]?, isLoopbackListener: Bool,
        allowsDemoKeys: Bool = false, now: Timestamp
    ) {
        self.head = head
        self.route = route
        self.peer = peer
        self.clientCertificate = clientCertificate
        self.form = form
        self.isLoopbackListener = isLoopbackListener
        self.allowsDemoKeys = allowsDemoKeys
        self.now = now
    }
}

public enum Identification: Sendable {
    case identified(Caller)
    /// 401, or 400 where a credential stands where it may not; `detail` is for the agent and names slots, never values.
    case refused(IdentityRefusal)
}

/// The agent behind a request, and the stretch of its work that this request belongs to.
public struct Caller: Sendable {
    public let principal: Principal
    public let run: RunID
    /// Boomgate-Run-Label as sent, 1..64 of `[A-Za-z0-9._-]`; tells calls and records apart, widens nothing.
    public let runLabel: [UInt8]?

    public init(principal: Principal, run: RunID, runLabel: [UInt8]? = nil) {
        self.principal = principal
        self.run = run
        self.runLabel = runLabel
    }
}

public struct IdentityRefusal: Sendable, Equatable {
    public let status: Int
    public let code: Code
    public let detail: String
    /// Seconds until another credential is looked at; set while the peer address is backed off.
    public let retryAfterSeconds: Int?

    public enum Code: String, Sendable {
        case credentialMissing = "credential_missing"
        case credentialUnknown = "credential_unknown"
        case credentialExpired = "credential_expired"
        case credentialsDisagree = "credentials_disagree"
        case credentialMisplaced = "credential_misplaced"
        case demoKeyRefused = "demo_key_refused"
        case backedOff = "too_many_failures"
        case runLabelInvalid = "run_label_invalid"
    }

    public init(status: Int, code: Code, detail: String, retryAfterSeconds: Int? = nil) {
        self.status = status
        self.code = code
        self.detail = detail
        self.retryAfterSeconds = retryAfterSeconds
    }
}
