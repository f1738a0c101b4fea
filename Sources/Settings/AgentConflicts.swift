import Documents
import Vocabulary

/// What two agents may not share: whoever shows a credential must be one agent and no other.
struct AgentConflicts {
    let problems: Problems

    func check(_ agents: [Located<AgentRecord>]) {
        ids(agents)
        digests(agents)
        addresses(agents)
    }

    private func ids(_ agents: [Located<AgentRecord>]) {
        var seen: [AgentID: Mark] = [:]
        for agent in agents {
            let id = agent.value.principal.agent
            if let first = seen.updateValue(agent.mark, forKey: id) {
                problems.error(at: agent.mark, "agent `\(id)` stands here and at \(first.line):\(first.column); expected each id once")
            }
        }
    }

    private func digests(_ agents: [Located<AgentRecord>]) {
        var keys: [[UInt8]: AgentID] = [:]
        var certificates: [[UInt8]: AgentID] = [:]
        for agent in agents {
            let id = agent.value.principal.agent
            for key in agent.value.keys {
                if let other = keys.updateValue(id, forKey: key.sha256) {
                    problems.error(
                        at: agent.mark, "agents `\(other)` and `\(id)` have the same key digest; expected a key of its own for each")
                }
            }
            for certificate in agent.value.certificates {
                if let other = certificates.updateValue(id, forKey: certificate), other != id {
                    problems.error(
                        at: agent.mark, "agents `\(other)` and `\(id)` have the same certificate; expected one of its own for each")
                }
            }
        }
    }

    /// Blocks are nested or disjoint, so sorted by start every overlap shows beside the innermost open block: O(n log n).
    private func addresses(_ agents: [Located<AgentRecord>]) {
        let sorted = agents.flatMap { agent in agent.value.addresses.map { (range: $0, agent: agent) } }.sorted { left, right in
            let (a, b) = (left.range, right.range)
            return (a.base.high, a.base.low, a.prefixLength) < (b.base.high, b.base.low, b.prefixLength)
        }
        var open: [(range: AddressRange, agent: Located<AgentRecord>)] = []
        for entry in sorted {
            while let last = open.last, !last.range.contains(entry.range.base) { open.removeLast() }
            let id = entry.agent.value.principal.agent
            if let outer = open.last(where: { $0.agent.value.principal.agent != id }) {
                problems.error(
                    at: entry.agent.mark,
                    "`\(entry.range)` of agent `\(id)` lies in `\(outer.range)` of agent `\(outer.agent.value.principal.agent)`; expected addresses of one agent only"
                )
            }
            open.append(entry)
        }
    }
}
