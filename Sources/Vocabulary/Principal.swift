/// The agent behind a request: who it is, whom it belongs to, where it may act.
///
/// A class only so that handing it from stage to stage is one reference; every property is constant.
public final class Principal: Sendable {
    public let agent: AgentID
    public let role: Role
    /// Environments whose routes this agent may use; a route of another environment is refused.
    public let environments: [Environment]
    public let owner: OwnerID?
    public let trust: Trust
    public let labels: [String: String]

    public enum Trust: String, Sendable, CaseIterable { case new, established }

    public init(
        agent: AgentID, role: Role, environments: [Environment], owner: OwnerID? = nil, trust: Trust = .new, labels: [String: String] = [:]
    ) {
        self.agent = agent
        self.role = role
        self.environments = environments
        self.owner = owner
        self.trust = trust
        self.labels = labels
    }
}
