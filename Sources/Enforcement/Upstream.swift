public import HTTPCore

/// The only road out for agents' calls. One per loop, confined to it.
public protocol Upstream: AnyObject {
    /// Sends the call, once, and returns when the head of the answer is there.
    ///
    /// Nothing is ever sent twice: a connection that dies under the request is a failure, not a reason to repeat.
    func forward(_ call: consuming AuthorizedCall) async throws(UpstreamFailure) -> any UpstreamExchange
}

/// An answer that is arriving. Confined to its loop; dropping it before the end aborts the transfer.
public protocol UpstreamExchange: AnyObject {
    /// As received, 1xx and trailers left out; nothing is cleaned yet.
    var head: ResponseHead { get }
    /// Body bytes still to come where the upstream said; nil: until it ends.
    var contentLength: UInt64? { get }
    /// Whether no body will come (HEAD, 204, 304, or an empty one that is already complete).
    var isBodiless: Bool { get }

    /// The next piece; suspends until there is one. The transfer is paused while more than the adapter's bound is unread.
    func read() async throws(UpstreamFailure) -> BodyPiece
    /// Ends the transfer and its connection. A reader that waits gets `.aborted`.
    func abort()
}

public struct BodyPiece: Sendable {
    /// May be empty in the last piece.
    public let bytes: [UInt8]
    public let isLast: Bool

    public init(bytes: [UInt8], isLast: Bool) {
        self.bytes = bytes
        self.isLast = isLast
    }
}

/// A call that brought no answer, or only part of one.
public struct UpstreamFailure: Error, Sendable, Equatable {
    /// What is certain about the effect.
    public let certainty: Certainty
    public let kind: Kind
    /// For operators: libcurl's own words, addresses; never a secret.
    public let detail: String

    public enum Certainty: Sendable, Equatable {
        /// No byte of the request left: safe to repeat.
        case notSent
        /// It may have happened.
        case unknown
    }

    public enum Kind: String, Sendable, CaseIterable {
        case nameNotResolved = "name_not_resolved"
        case networkRefused = "network_refused"
        case connectFailed = "connect_failed"
        case tlsFailed = "tls_failed"
        case clientGone = "client_gone"
        case firstByteTimeout = "first_byte_timeout"
        case idleTimeout = "idle_timeout"
        case connectionLost = "connection_lost"
        case invalidAnswer = "invalid_answer"
        case answerTooLarge = "answer_too_large"
        case aborted = "aborted"
        case requestBodyFailed = "request_body_failed"
        case overloaded = "overloaded"
        case shuttingDown = "shutting_down"
    }

    public init(_ certainty: Certainty, _ kind: Kind, detail: String = "") {
        self.certainty = certainty
        self.kind = kind
        self.detail = detail
    }
}
