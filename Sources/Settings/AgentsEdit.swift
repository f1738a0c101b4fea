public import Vocabulary

/// One change of agents.yaml, as `boomgate agents` makes it.
public enum AgentsEdit: Sendable {
    /// A new entry at the end of the list.
    case add(NewAgent)
    /// Replaces all keys of an agent: rotation keeps the old ones with an end, revocation leaves fewer or none.
    case setKeys(of: AgentID, to: [AgentRecord.Key])

    public struct NewAgent: Sendable {
        public let id: AgentID
        public let role: Role
        public let environments: [Environment]
        public let owner: OwnerID?
        public let key: AgentRecord.Key

        public init(id: AgentID, role: Role, environments: [Environment], owner: OwnerID? = nil, key: AgentRecord.Key) {
            self.id = id
            self.role = role
            self.environments = environments
            self.owner = owner
            self.key = key
        }
    }

    var agent: AgentID {
        switch self {
        case .add(let agent): agent.id
        case .setKeys(let id, _): id
        }
    }
}
