internal import Cryptography
internal import Vocabulary

/// The open runs: stretches of agents' work that the gateway minted. A value machine; time and entropy are arguments.
///
/// A run can end by 30 minutes without a request, by 24 hours of age, or by a bound; its agent then gets a new one at its next request.
struct RunTable: Sendable {
    private let rules: IdentityRules
    private var index: [RunKey: Int] = [:]
    private var entries: [Entry] = []
    private var free: [Int] = []
    private var all = RecencyLinks()
    private var allChain = RecencyLinks.Chain()
    private var byAgent = RecencyLinks()
    private var agents: [AgentRuns] = []
    private var agentIndex: [AgentID: Int] = [:]
    private var freeAgents: [Int] = []
    /// Open runs dropped by a bound.
    private(set) var dropped: UInt64 = 0

    /// What makes two requests belong to one run.
    struct RunKey: Hashable, Sendable {
        /// The agent and the credential it came with.
        let origin: Digest
        /// `Address.network` of the peer.
        let peer: Address
        /// Empty for the run without a label.
        let label: [UInt8]

        func hash(into hasher: inout Hasher) {
            hasher.combine(origin)
            hasher.combine(peer)
            if !label.isEmpty { hasher.combine(label) }
        }
    }

    private struct Entry {
        var key: RunKey
        var run: RunID
        var agent: Int
        var minted: Timestamp
        var lastSeen: Timestamp
    }

    private struct AgentRuns {
        var id: AgentID
        var chain = RecencyLinks.Chain()
        var labelled = 0
        /// When labelled runs were minted within the last hour, oldest first; at most `AgentRecord.RunRules.newPerHour`.
        var labelledMints: [Timestamp] = []
    }

    init(rules: IdentityRules) { self.rules = rules }

    var count: Int { index.count }

    /// The open run of `key`, seen again now; nil where there is none or it has ended. One lookup, no allocation.
    mutating func current(_ key: RunKey, at now: Timestamp) -> RunID? {
        guard let place = index[key] else { return nil }
        guard !hasEnded(entries[place], at: now) else {
            remove(place)
            return nil
        }
        entries[place].lastSeen = max(entries[place].lastSeen, now)
        all.touch(place, in: &allChain)
        byAgent.touch(place, in: &agents[entries[place].agent].chain)
        return entries[place].run
    }

    /// Opens the run without a label of a key that has none.
    ///
    /// - Parameter high: with `low`, 128 random bits.
    mutating func mint(_ key: RunKey, for agent: AgentID, at now: Timestamp, high: UInt64, low: UInt64) -> RunID {
        sweep(at: now)
        return open(key, agent: slot(of: agent), at: now, high: high, low: low)
    }

    /// Opens a labelled run, if the agent's own bounds have room for one more.
    ///
    /// - Returns: nil where `maxOpen` or `newPerHour` is reached: the run without a label serves instead.
    mutating func mintLabelled(
        _ key: RunKey, for agent: AgentID, bounds: AgentRecord.RunRules, at now: Timestamp, high: UInt64, low: UInt64
    ) -> RunID? {
        sweep(at: now)
        let slot = slot(of: agent)
        sweepAgent(slot, at: now)
        agents[slot].labelledMints.removeAll { now >= $0.later(bySeconds: 3600) }
        guard agents[slot].labelled < bounds.maxOpen, agents[slot].labelledMints.count < min(bounds.newPerHour, 10_000) else {
            releaseIfUnused(slot)
            return nil
        }
        agents[slot].labelledMints.append(now)
        return open(key, agent: slot, at: now, high: high, low: low)
    }

    private func hasEnded(_ entry: Entry, at now: Timestamp) -> Bool {
        now >= entry.lastSeen.later(bySeconds: rules.runIdleSeconds) || now >= entry.minted.later(bySeconds: rules.runLifetimeSeconds)
    }

    private mutating func open(_ key: RunKey, agent: Int, at now: Timestamp, high: UInt64, low: UInt64) -> RunID {
        if agents[agent].chain.count >= max(1, rules.runsPerAgent) { drop(Int(agents[agent].chain.oldest), keeping: agent) }
        if allChain.count >= max(1, rules.runsInAll) { drop(Int(allChain.oldest), keeping: agent) }
        let run = RunID(bytes: Array("run_".utf8) + Base32.encode(high: high, low: low))
        let entry = Entry(key: key, run: run, agent: agent, minted: now, lastSeen: now)
        let place: Int
        if let reused = free.popLast() {
            place = reused
            entries[place] = entry
        } else {
            place = entries.count
            entries.append(entry)
            all.grow()
            byAgent.grow()
        }
        index[key] = place
        all.append(place, to: &allChain)
        byAgent.append(place, to: &agents[agent].chain)
        if !key.label.isEmpty { agents[agent].labelled += 1 }
        return run
    }

    /// Ended runs stand at the oldest end; a few a mint keep the table from filling with them.
    private mutating func sweep(at now: Timestamp) {
        for _ in 0..<4 where allChain.oldest >= 0 {
            guard hasEnded(entries[Int(allChain.oldest)], at: now) else { return }
            remove(Int(allChain.oldest))
        }
    }

    private mutating func sweepAgent(_ slot: Int, at now: Timestamp) {
        while agents[slot].chain.oldest >= 0, hasEnded(entries[Int(agents[slot].chain.oldest)], at: now) {
            remove(Int(agents[slot].chain.oldest), keeping: slot)
        }
    }

    private mutating func drop(_ place: Int, keeping slot: Int) {
        remove(place, keeping: slot)
        dropped += 1
    }

    private mutating func remove(_ place: Int, keeping kept: Int = -1) {
        let agent = entries[place].agent
        index[entries[place].key] = nil
        all.remove(place, from: &allChain)
        byAgent.remove(place, from: &agents[agent].chain)
        if !entries[place].key.label.isEmpty { agents[agent].labelled -= 1 }
        free.append(place)
        if agent != kept { releaseIfUnused(agent) }
    }

    private mutating func slot(of agent: AgentID) -> Int {
        if let slot = agentIndex[agent] { return slot }
        let slot: Int
        if let reused = freeAgents.popLast() {
            slot = reused
            agents[slot] = AgentRuns(id: agent)
        } else {
            slot = agents.count
            agents.append(AgentRuns(id: agent))
        }
        agentIndex[agent] = slot
        return slot
    }

    /// An agent without runs keeps its place only for the labelled runs of the last hour, which still count.
    private mutating func releaseIfUnused(_ slot: Int) {
        guard agents[slot].chain.count == 0, agents[slot].labelledMints.isEmpty else { return }
        agentIndex[agents[slot].id] = nil
        freeAgents.append(slot)
    }
}
