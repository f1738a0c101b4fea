internal import HTTPCore

/// A request body as the pipeline holds it: read whole where it is small enough to take part in the attach key, else streamed.
enum ReceivedBody {
    case none
    case whole([UInt8])
    /// What was read before the bound, and the rest still with the client.
    case streaming(prefix: [UInt8], length: UInt64?)
}

/// Gives what was already read first, then those still to come.
final class StreamedBody: BodySource {
    private var prefix: [UInt8]
    private let exchange: any AgentExchange

    init(prefix: [UInt8], exchange: any AgentExchange) {
        self.prefix = prefix
        self.exchange = exchange
    }

    func next() async throws(BodyFault) -> [UInt8]? {
        guard prefix.isEmpty else {
            defer { prefix = [] }
            return prefix
        }
        return try await exchange.readBody()
    }
}
