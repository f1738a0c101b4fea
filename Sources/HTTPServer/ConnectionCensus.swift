internal import Synchronization

/// Counts the connections of one server over all loops, and per address; admits up to the caps.
///
/// Isolation: any thread. Asked and counted in one locked step, so two loops cannot both take the last place.
final class ConnectionCensus: Sendable {
    enum Admission: Equatable {
        case admitted
        case totalCap
        case addressCap
    }

    private struct Address: Hashable {
        let high: UInt64
        let low: UInt64

        init(_ peer: PeerAddress) {
            high = peer.high
            low = peer.low
        }
    }

    private struct Counts {
        var total = 0
        /// BOUND: no more entries than `total`, since an address leaves with its last connection.
        var perAddress: [Address: Int] = [:]
    }

    private let totalCap: Int
    private let addressCap: Int
    private let counts = Mutex(Counts())

    init(totalCap: Int, addressCap: Int) {
        self.totalCap = totalCap
        self.addressCap = addressCap
    }

    var total: Int { counts.withLock { $0.total } }

    func admit(_ peer: PeerAddress) -> Admission {
        counts.withLock { counts in
            guard counts.total < totalCap else { return .totalCap }
            let address = Address(peer)
            let ofAddress = counts.perAddress[address] ?? 0
            guard ofAddress < addressCap else { return .addressCap }
            counts.perAddress[address] = ofAddress + 1
            counts.total += 1
            return .admitted
        }
    }

    func leave(_ peer: PeerAddress) {
        counts.withLock { counts in
            let address = Address(peer)
            guard let ofAddress = counts.perAddress[address] else { return }
            counts.perAddress[address] = ofAddress > 1 ? ofAddress - 1 : nil
            counts.total -= 1
        }
    }
}
