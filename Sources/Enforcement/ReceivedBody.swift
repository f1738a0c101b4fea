internal import HTTPCore

/// A request body as the pipeline holds it: read whole where it is small enough to take part in the attach key, else streamed.
enum ReceivedBody {
    case none
    case whole([UInt8])
    /// What was read before the bound, and the rest still with the client.
    case streaming(prefix: [[UInt8]], length: UInt64?)
}

/// Gives the pieces already read first, then those still to come.
final class StreamedBody: BodySource {
    private var prefix: ArraySlice<[UInt8]>
    private let exchange: any AgentExchange

    init(prefix: [[UInt8]], exchange: any AgentExchange) {
        self.prefix = prefix[...]
        self.exchange = exchange
    }

    func next() async throws(BodyFault) -> [UInt8]? {
        if let first = prefix.popFirst() { return first }
        return try await exchange.readBody()
    }
}
