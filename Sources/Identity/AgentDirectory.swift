internal import Cryptography
public import Vocabulary

/// All agents of one reading of agents.yaml, ready to be found by id, certificate or address. Never changes: a reload builds another.
///
/// What stands twice (an id, a certificate, a range of addresses) belongs to nobody; Settings refuses such files before.
public final class AgentDirectory: Sendable {
    let agents: [Agent]
    /// Open addressing over agents' ids, so that a lookup by a stretch of a header allocates nothing; -1 is empty.
    private let slots: [Int32]
    private let certificates: [Digest: Int]
    private let ranges: [AddressRange: Int]
    /// The prefix lengths that occur, the most specific first.
    private let prefixLengths: [Int]

    /// A class so that looking one up is one reference.
    final class Agent: Sendable {
        let record: AgentRecord
        let keys: [Key]
        let certificateOrigin: Digest
        let addressOrigin: Digest

        init(record: AgentRecord, keys: [Key], certificateOrigin: Digest, addressOrigin: Digest) {
            self.record = record
            self.keys = keys
            self.certificateOrigin = certificateOrigin
            self.addressOrigin = addressOrigin
        }
    }

    struct Key: Sendable {
        let digest: Digest
        let expires: Timestamp?
        let isDemo: Bool
        /// What runs are told apart by: this agent and this key.
        let origin: Digest
    }

    /// - Parameter records: at most 100,000; those without a valid id of their own are left out.
    public init(_ records: [AgentRecord]) {
        var seen: [AgentID: Int] = [:]
        for record in records { seen[record.principal.agent, default: 0] += 1 }
        agents = records.prefix(100_000)
            .filter { seen[$0.principal.agent] == 1 && AgentKeyText.isAgentID($0.principal.agent.bytes) }
            .map(AgentDirectory.prepare)
        slots = AgentDirectory.hashTable(agents)
        var certificates: [Digest: Int] = [:]
        var ranges: [AddressRange: Int] = [:]
        for (number, agent) in agents.enumerated() {
            for digest in Set(agent.record.certificates.compactMap { Digest(bytes: $0) }) {
                certificates[digest] = certificates[digest] == nil ? number : AgentDirectory.nobody
            }
            for range in Set(agent.record.addresses.map { $0.masked }) {
                ranges[range] = ranges[range] == nil ? number : AgentDirectory.nobody
            }
        }
        self.certificates = certificates
        self.ranges = ranges
        prefixLengths = Set(ranges.keys.map { $0.prefixLength }).sorted(by: >)
    }

    private static let nobody = -1

    public var count: Int { agents.count }

    /// The agent of that id as agents.yaml has it.
    public func record(of id: AgentID) -> AgentRecord? { index(ofID: id.bytes.span).map { agents[$0].record } }

    /// - Returns: the place in `agents`.
    func index(ofID id: Span<UInt8>) -> Int? {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: AgentDirectory.hash(id)) & mask
        while slots[place] >= 0 {
            let number = Int(slots[place])
            if AgentDirectory.isEqual(agents[number].record.principal.agent.bytes, id) { return number }
            place = (place + 1) & mask
        }
        return nil
    }

    func index(ofCertificate certificate: Digest) -> Int? { certificates[certificate].flatMap { $0 >= 0 ? $0 : nil } }

    /// The agent whose most specific range holds `address`; nobody where that range stands with two agents.
    func index(ofAddress address: Address) -> Int? {
        for length in prefixLengths {
            if let number = ranges[AddressRange(base: address, prefixLength: length).masked] { return number >= 0 ? number : nil }
        }
        return nil
    }

    private static func prepare(_ record: AgentRecord) -> Agent {
        let id = record.principal.agent.bytes
        let keys = record.keys.compactMap { key in
            Digest(bytes: key.sha256)
                .map { Key(digest: $0, expires: key.expires, isDemo: key.isDemo, origin: origin(id, "key", key.sha256)) }
        }
        return Agent(
            record: record, keys: keys, certificateOrigin: origin(id, "certificate", []), addressOrigin: origin(id, "address", []))
    }

    /// Ids hold no NUL, so two agents never share an origin.
    private static func origin(_ id: [UInt8], _ kind: String, _ credential: [UInt8]) -> Digest {
        SHA256.digest(of: id + [0] + Array(kind.utf8) + [0] + credential)
    }

    /// At most half full, so that a search always ends at an empty place.
    private static func hashTable(_ agents: [Agent]) -> [Int32] {
        var size = 16
        while size < agents.count * 2 { size *= 2 }
        var slots = [Int32](repeating: -1, count: size)
        for (number, agent) in agents.enumerated() {
            let id = agent.record.principal.agent.bytes
            var place = Int(truncatingIfNeeded: hash(id.span)) & (size - 1)
            while slots[place] >= 0 { place = (place + 1) & (size - 1) }
            slots[place] = Int32(truncatingIfNeeded: number)
        }
        return slots
    }

    /// FNV-1a: the ids in the table are the operator's, so nobody else can make them collide.
    private static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
        return hash ^ hash >> 32
    }

    private static func isEqual(_ id: [UInt8], _ text: Span<UInt8>) -> Bool {
        guard id.count == text.count else { return false }
        for index in text.indices where text[index] != id[index] { return false }
        return true
    }
}

extension AddressRange {
    /// The same range with every bit behind the prefix cleared.
    var masked: AddressRange {
        func keep(_ bits: Int) -> UInt64 { bits <= 0 ? 0 : bits >= 64 ? .max : ~(UInt64.max >> UInt64(bits)) }
        let base = Address(high: base.high & keep(prefixLength), low: base.low & keep(prefixLength - 64))
        return AddressRange(base: base, prefixLength: prefixLength)
    }
}
