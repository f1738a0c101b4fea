internal import Enforcement
internal import HTTPCore
internal import HTTPServer

/// Hands the agents' listener's requests to the gateway of the same loop.
final class AgentsHandler: RequestHandler {
    private let gateway: Gateway

    init(_ gateway: Gateway) { self.gateway = gateway }

    func respond(to exchange: Exchange) async { await gateway.serve(AgentCall(exchange)) }

    func refusal(of fault: RequestFault, peer: PeerAddress) -> (head: ResponseHead, body: [UInt8]) { Gateway.answer(to: fault) }
}
