internal import Enforcement
internal import HTTPCore

/// An answer that is arriving over one transfer; gives the transfer back with its last piece.
final class CurlExchange: UpstreamExchange {
    let head: ResponseHead
    let contentLength: UInt64?
    let isBodiless: Bool
    private var transfer: Transfer?
    private var failure: UpstreamFailure?

    init(_ transfer: Transfer) {
        head = transfer.takeHead()
        contentLength = transfer.contentLength
        isBodiless = transfer.isBodiless
        self.transfer = transfer
    }

    deinit { transfer?.discard() }

    func read() async throws(UpstreamFailure) -> BodyPiece {
        if let failure { throw failure }
        guard let transfer else { return BodyPiece(bytes: [], isLast: true) }
        while !transfer.hasNewsForReader { await transfer.news() }
        let bytes = transfer.takeReceived()
        guard transfer.hasEnded else {
            transfer.resumeReceiving()
            return BodyPiece(bytes: bytes, isLast: false)
        }
        if let failure = transfer.failure {
            self.failure = failure
            // What came before the failure is handed over first; it is never called the last.
            if !bytes.isEmpty { return BodyPiece(bytes: bytes, isLast: false) }
            throw failure
        }
        self.transfer = nil
        transfer.release()
        return BodyPiece(bytes: bytes, isLast: true)
    }

    func abort() { transfer?.fail(.aborted, "aborted by the gateway") }
}
