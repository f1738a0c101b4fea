internal import Synchronization
public import Vocabulary

/// How many connections each agent holds open, over all loops. A connection counts from its first identified request until it closes.
public final class AgentConnections: Sendable {
    private let counts = Mutex<[AgentID: Int]>([:])
    private let limit: Int

    /// - Parameter limit: most connections of one agent, 1 or more.
    public init(limit: Int) { self.limit = limit }

    /// Takes a place for `agent`; nil where it has all it may have. Dropping the lease gives the place back.
    func lease(for agent: AgentID) -> Lease? {
        let isAdmitted = counts.withLock { counts in
            guard counts[agent, default: 0] < limit else { return false }
            counts[agent, default: 0] += 1
            return true
        }
        return isAdmitted ? Lease(agent: agent, table: self) : nil
    }

    public func count(of agent: AgentID) -> Int { counts.withLock { $0[agent, default: 0] } }

    private func release(_ agent: AgentID) {
        counts.withLock { counts in
            let left = counts[agent, default: 1] - 1
            counts[agent] = left == 0 ? nil : left
        }
    }

    final class Lease {
        let agent: AgentID
        private let table: AgentConnections

        init(agent: AgentID, table: AgentConnections) {
            self.agent = agent
            self.table = table
        }

        deinit { table.release(agent) }
    }
}
