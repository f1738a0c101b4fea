public import HTTPCore

/// Who answers the requests of one loop's connections. One instance a loop, confined to it.
public protocol RequestHandler: AnyObject {
    /// Answers one request: returns after `answer`, a last `write` or `abort`. A connection without an answer is cut and counted.
    func respond(to exchange: Exchange) async

    /// What to say where the bytes were no request; the connection closes behind it.
    func refusal(of fault: RequestFault, peer: PeerAddress) -> (head: ResponseHead, body: [UInt8])
}

/// Why no more of a request's body will come.
public enum RequestBodyError: Error, Equatable, Sendable {
    /// The client closed or reset the connection.
    case clientGone
    /// The framing is broken; the status and reason to answer with.
    case malformed(RequestFault)
    /// The body floor was missed: 408.
    case tooSlow
}

/// The client is no longer there to be answered.
public struct ClientGoneError: Error, Equatable, Sendable {
    public init() {}
}
