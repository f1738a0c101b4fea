import HTTPCore

/// Reads a connection's bytes as a server would: heads and bodies in turn, fed in steps of a given size.
struct WireReader {
    struct Seen: Equatable, CustomStringConvertible {
        let method: String
        /// Path and query as a request line would spell them.
        let target: String
        let body: [UInt8]
        var description: String { "\(method) \(target) +\(body.count)" }
    }

    enum End: Equatable {
        /// Nothing is left over.
        case clean
        /// The bytes stop inside a request.
        case incomplete
        /// A request said that it is the last.
        case closed
        case fault(RequestFault)
    }

    struct Outcome: Equatable {
        var seen: [Seen]
        var end: End
    }

    private var parser: RequestParser
    private var decoder: BodyDecoder?
    private var head: RequestHead?
    private var buffer: [UInt8] = []
    private var body: [UInt8] = []
    private var seen: [Seen] = []
    private var isClosed = false
    private let limits: HTTPLimits
    private let outputLimit: Int

    static func read(
        _ bytes: [UInt8], step: Int = .max, outputLimit: Int = .max, limits: HTTPLimits = HTTPLimits(), isSecure: Bool = false
    ) -> Outcome {
        var reader = WireReader(limits: limits, isSecure: isSecure, outputLimit: outputLimit)
        var at = 0
        do {
            while at < bytes.count, !reader.isClosed {
                let count = min(step, bytes.count - at)
                reader.buffer += bytes[at..<at + count]
                at += count
                try reader.advance()
            }
        } catch {
            return Outcome(seen: reader.seen, end: .fault(error))
        }
        let isWhole = reader.buffer.isEmpty && reader.head == nil
        return Outcome(seen: reader.seen, end: reader.isClosed ? .closed : isWhole ? .clean : .incomplete)
    }

    private init(limits: HTTPLimits, isSecure: Bool, outputLimit: Int) {
        parser = RequestParser(limits: limits, isSecure: isSecure)
        self.limits = limits
        self.outputLimit = outputLimit
    }

    private mutating func advance() throws(RequestFault) {
        while !isClosed {
            let input = buffer
            guard let head else {
                guard let (head, consumed) = try parser.parse(input.span) else { return }
                self.head = head
                decoder = BodyDecoder(framing: head.framing, limits: limits)
                buffer.removeFirst(consumed)
                continue
            }
            guard var decoder else { return }
            let before = body.count
            let used = try decoder.decode(input.span, into: &body, outputLimit: outputLimit)
            self.decoder = decoder
            buffer.removeFirst(used)
            if decoder.isFinished {
                let query = head.queryBytes.map { "?" + String(decoding: $0, as: UTF8.self) } ?? ""
                seen.append(
                    Seen(
                        method: String(decoding: head.method.token, as: UTF8.self),
                        target: String(decoding: head.pathBytes, as: UTF8.self) + query, body: body))
                body = []
                isClosed = !head.keepsAlive
                self.head = nil
            } else if used == 0, body.count == before {
                return
            }
        }
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

/// The head in `wire`, which must be whole.
func parsed(_ wire: String, limits: HTTPLimits = HTTPLimits(), isSecure: Bool = false) throws -> RequestHead? {
    var parser = RequestParser(limits: limits, isSecure: isSecure)
    return try parser.parse(bytes(wire).span)?.head
}

/// The fault that `wire` is refused with; nil where it is accepted or unfinished.
func fault(_ wire: [UInt8], limits: HTTPLimits = HTTPLimits(), isSecure: Bool = false) -> RequestFault? {
    if case .fault(let fault) = WireReader.read(wire, limits: limits, isSecure: isSecure).end { return fault }
    return nil
}

func fault(_ wire: String, limits: HTTPLimits = HTTPLimits(), isSecure: Bool = false) -> RequestFault? {
    fault(bytes(wire), limits: limits, isSecure: isSecure)
}

/// A GET with these lines after Host.
func withLines(_ lines: String, method: String = "GET") -> String { "\(method) /a HTTP/1.1\r\nHost: gw.test\r\n\(lines)\r\n" }

/// A chunked POST with this body.
func chunked(_ body: String) -> String { withLines("Transfer-Encoding: chunked\r\n", method: "POST") + body }
