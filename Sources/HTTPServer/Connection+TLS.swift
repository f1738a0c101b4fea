internal import Cryptography
internal import EventLoop
internal import Telemetry

extension Connection {
    /// TLS first, under the deadline of a head; true at once where there is none.
    func handshake() async -> Bool {
        guard let tls = transport.tls else { return true }
        expectRead(.handshake, within: host.limits.headerDeadline)
        while !isCut {
            switch tls.handshake() {
            case .done(_):
                deadlines.clearRead()
                armTimer()
                mayRead = true
                clientCertificate = tls.clientKeyDigest
                return true
            case .wantsRead:
                mayRead = false
                await waitReadable()
            case .wantsWrite:
                mayWrite = false
                await waitWritable()
            case .ended, .failed:
                host.counters.add(.handshakesFailed)
                return false
            }
        }
        return false
    }

    /// Whether TLS showed the client another certificate than the one that `requested` belongs to.
    func isMisdirected(_ requested: ArraySlice<UInt8>) -> Bool {
        guard let tls = transport.tls else { return false }
        // Asked for every request, and the same on nearly all of one connection's.
        if let checkedHost, checkedHost.host.elementsEqual(requested) { return checkedHost.isMisdirected }
        let answer = tls.isMisdirected(Array(requested))
        checkedHost = (Array(requested), answer)
        return answer
    }
}
