public import HTTPCore
public import HTTPServer

/// Answers for every imitated API on one loop, and reports each request that reached it.
///
/// Ids count per handler, so a demo upstream has one loop. Isolation: its loop.
public final class DemoHandler: RequestHandler {
    private var apis: DemoAPIs
    private let report: ([UInt8]) -> Void

    /// - Parameters:
    ///   - origin: scheme and authority under which this upstream names itself in links, such as `http://127.0.0.1:8089`.
    ///   - report: is given one line of JSON, with its line feed, for each request.
    public init(origin: String, report: @escaping ([UInt8]) -> Void) {
        apis = DemoAPIs(origin: origin)
        self.report = report
    }

    public func respond(to exchange: Exchange) async {
        guard let arrival = await receive(exchange) else { return exchange.abort() }
        report(arrival.logLine)
        let reply = apis.answer(arrival)
        let head = DemoHandler.head(of: reply)
        guard reply.pieces.count > 1 else { return await exchange.answer(head, body: reply.pieces.first ?? []) }
        exchange.begin(head, length: nil)
        for (index, piece) in reply.pieces.enumerated() {
            // A client that goes in the middle of a stream is no fault of ours.
            guard (try? await exchange.write(piece, isLast: index == reply.pieces.count - 1)) != nil else { return }
        }
    }

    public func refusal(of fault: RequestFault, peer: PeerAddress) -> (head: ResponseHead, body: [UInt8]) {
        let reply = Reply.fault(fault.status, fault.reason.rawValue)
        return (DemoHandler.head(of: reply), reply.pieces.first ?? [])
    }

    /// Reads the request to its end; nil where it never comes.
    private func receive(_ exchange: Exchange) async -> Arrival? {
        var body: [UInt8] = []
        var bodyBytes = 0
        do {
            while let piece = try await exchange.readBody() {
                body += piece.prefix(Arrival.bodyLimitBytes - body.count)
                bodyBytes &+= piece.count
            }
        } catch {
            return nil
        }
        let head = exchange.head
        return Arrival(
            method: head.method, path: Array(head.pathBytes), query: head.queryBytes.map { Array($0) } ?? [], fields: head.fields,
            body: body,
            bodyBytes: bodyBytes)
    }

    private static func head(of reply: Reply) -> ResponseHead {
        var head = ResponseHead(status: reply.status)
        if !reply.pieces.isEmpty { head.fields.append(.contentType, reply.contentType.utf8) }
        for field in reply.fields { head.fields.append(name: field.name.utf8, field.value.utf8) }
        return head
    }
}
