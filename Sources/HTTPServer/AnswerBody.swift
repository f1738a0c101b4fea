internal import HTTPCore

/// How one answer's body is framed, and whether what the handler writes keeps to it. A value machine: no sockets, no bytes.
struct AnswerBody {
    private enum Framing {
        /// HEAD, 204 and 304: a body never follows, whatever is written.
        case withheld
        case length(remaining: UInt64)
        case chunked
        /// HTTP/1.0 without a length.
        case untilClose
    }

    enum Verdict: Equatable {
        case send
        case sendChunk
        case withhold
        /// More or less than announced: the answer can't be ended truthfully.
        case misframed
    }

    private var framing: Framing
    /// What the head says.
    let headFraming: BodyFraming
    private(set) var isEnded = false

    /// - Parameter length: nil where the handler does not know it.
    init(to method: Method, version: RequestHead.Version, status: Int, length: UInt64?) {
        if status == 204 || status == 304 || status < 200 {
            framing = .withheld
            headFraming = .none
        } else if method == .head {
            framing = .withheld
            headFraming = length.map { .length($0) } ?? .none
        } else if let length {
            framing = .length(remaining: length)
            headFraming = .length(length)
        } else if version == .http11 {
            framing = .chunked
            headFraming = .chunked
        } else {
            framing = .untilClose
            headFraming = .none
        }
    }

    /// Whether only the end of the connection tells the client where the body ends.
    var endsWithConnection: Bool {
        if case .untilClose = framing { true } else { false }
    }

    var isChunked: Bool {
        if case .chunked = framing { true } else { false }
    }

    /// Whether a piece of `count` bytes may follow, and how.
    mutating func write(count: Int, isLast: Bool) -> Verdict {
        guard !isEnded else { return .misframed }
        isEnded = isLast
        switch framing {
        case .withheld: return .withhold
        case .length(let remaining):
            let count = UInt64(count)
            guard count <= remaining, !isLast || count == remaining else { return .misframed }
            framing = .length(remaining: remaining - count)
            return .send
        case .chunked: return .sendChunk
        case .untilClose: return .send
        }
    }
}
