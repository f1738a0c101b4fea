internal import Enforcement
internal import HTTPCore
internal import HTTPServer
internal import Vocabulary

/// A listener's exchange as the pipeline knows it: the one place where the two rooms meet.
final class AgentCall: AgentExchange {
    private let exchange: Exchange

    init(_ exchange: Exchange) { self.exchange = exchange }

    var head: RequestHead { exchange.head }
    var peer: Address { Address(high: exchange.peer.high, low: exchange.peer.low) }
    var clientCertificate: [UInt8]? { exchange.clientCertificate }
    var isLoopbackListener: Bool { exchange.isLoopbackListener }
    var isMisdirected: Bool { exchange.isMisdirected }
    var isClientGone: Bool { exchange.isClientGone }
    var lease: AnyObject? {
        get { exchange.connectionCompanion }
        set { exchange.connectionCompanion = newValue }
    }
    var whenClientGoes: (() -> Void)? {
        get { exchange.whenClientGoes }
        set { exchange.whenClientGoes = newValue }
    }

    func readBody() async throws(BodyFault) -> [UInt8]? {
        do throws(RequestBodyError) { return try await exchange.readBody() } catch {
            switch error {
            case .clientGone: throw .clientGone
            case .malformed(let fault): throw .malformed(fault)
            case .tooSlow: throw .tooSlow
            }
        }
    }

    func begin(_ head: ResponseHead, length: UInt64?) { exchange.begin(head, length: length) }

    func write(_ bytes: [UInt8], isLast: Bool) async throws(ClientGone) {
        do throws(ClientGoneError) { try await exchange.write(bytes, isLast: isLast) } catch { throw ClientGone() }
    }

    func answer(_ head: ResponseHead, body: [UInt8]) async { await exchange.answer(head, body: body) }

    func abort() { exchange.abort() }
}
