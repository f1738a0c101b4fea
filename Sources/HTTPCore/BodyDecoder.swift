/// Takes a request body out of its framing: sans-I/O, trailers read and dropped.
public struct BodyDecoder: Sendable {
    /// Whether the whole body, its framing included, has been used up.
    public var isFinished: Bool { stage == .finished }

    private enum Stage: Sendable {
        /// Inside a body of known length; `remaining` octets are to come.
        case length
        /// Inside a chunk's data; `remaining` octets are to come.
        case chunk
        /// In the octets around chunks' data.
        case framing
        case finished
    }

    private var stage: Stage
    private var remaining: UInt64 = 0
    private var chunks: ChunkFraming

    public init(framing: BodyFraming, limits: HTTPLimits) {
        chunks = ChunkFraming(limits: limits)
        switch framing {
        case .none, .length(0): stage = .finished
        case .length(let octets):
            stage = .length
            remaining = octets
        case .chunked: stage = .framing
        }
    }

    /// Appends the body bytes found in `input` to `output`, at most `outputLimit` of them in this call.
    ///
    /// Each byte is looked at once, so a body that comes byte by byte, or in chunks of one byte, costs what it costs at once.
    /// - Returns: how many bytes of `input` were used; what is left belongs to the next call, or to the next request once `isFinished`.
    ///   All of them are used unless the body ended or `outputLimit` was reached.
    /// - Throws: as soon as the framing is broken or over a bound; the connection is then of no further use.
    public mutating func decode(_ input: Span<UInt8>, into output: inout [UInt8], outputLimit: Int) throws(RequestFault) -> Int {
        var used = 0
        var room = outputLimit
        while used < input.count {
            switch stage {
            case .length, .chunk:
                let count = Int(min(remaining, UInt64(min(input.count - used, room))))
                if count == 0 { return used }
                output.append(input.extracting(used..<used + count))
                used += count
                room -= count
                remaining -= UInt64(count)
                if remaining == 0 { stage = stage == .length ? .finished : .framing }
            case .framing:
                used = try chunks.scan(input, from: used)
                switch chunks.found {
                case .nothing: break
                case .chunk(let octets):
                    remaining = octets
                    stage = .chunk
                case .end: stage = .finished
                }
            case .finished: return used
            }
        }
        return used
    }
}
