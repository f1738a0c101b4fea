internal import ControlPlane
internal import Enforcement
internal import HTTPCore
internal import HTTPServer

/// Hands the admin listener's requests to the control plane.
final class AdminHandler: RequestHandler {
    private let controlPlane: ControlPlane

    init(_ controlPlane: ControlPlane) { self.controlPlane = controlPlane }

    func respond(to exchange: Exchange) async {
        let (head, body) = controlPlane.answer(exchange.head)
        await exchange.answer(head, body: body)
    }

    func refusal(of fault: RequestFault, peer: PeerAddress) -> (head: ResponseHead, body: [UInt8]) { Gateway.answer(to: fault) }
}
