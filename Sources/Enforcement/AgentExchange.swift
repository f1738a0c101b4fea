public import HTTPCore
public import Vocabulary

/// One request of an agent and the right to answer it, as the listener hands it over. Confined to its loop.
///
/// The listener's exchange conforms in the composition root: this room sees no sockets, the listener sees no policy.
public protocol AgentExchange: AnyObject {
    var head: RequestHead { get }
    var peer: Address { get }
    /// SHA-256 of the verified client certificate's subject public key; 32 bytes.
    var clientCertificate: [UInt8]? { get }
    /// Whether the listener is bound to loopback only.
    var isLoopbackListener: Bool { get }
    /// The host asked for belongs to another TLS certificate than the one the client was shown.
    var isMisdirected: Bool { get }
    /// The peer finished or reset the connection before the answer was sent whole.
    var isClientGone: Bool { get }
    /// Kept as long as the connection lives; a place for what counts connections by agent.
    var lease: AnyObject? { get set }
    /// Called once on the loop when the client goes before the answer is sent whole; nil takes it back.
    var whenClientGoes: (() -> Void)? { get set }

    /// The next piece of the body, nil at its end. Sends `100 Continue` first where the client waits for one.
    func readBody() async throws(BodyFault) -> [UInt8]?
    /// Puts the head of the answer in the output; `length` nil: chunked, or until close on HTTP/1.0.
    func begin(_ head: ResponseHead, length: UInt64?)
    /// Sends a piece; suspends while more than the output bound is unsent. `isLast` ends the answer in the same system call.
    func write(_ bytes: [UInt8], isLast: Bool) async throws(ClientGone)
    /// Answers whole in one call; refused requests end here.
    func answer(_ head: ResponseHead, body: [UInt8]) async
    /// Cuts the connection: the answer begun can't be ended truthfully.
    func abort()
}

/// Why no more of a request's body will come.
public enum BodyFault: Error, Equatable, Sendable {
    /// The client closed or reset the connection.
    case clientGone
    /// The framing is broken; the status and reason to answer with.
    case malformed(RequestFault)
    /// The body floor or a deadline was missed: 408.
    case tooSlow
}

/// The client is no longer there to be answered.
public struct ClientGone: Error, Equatable, Sendable {
    public init() {}
}
