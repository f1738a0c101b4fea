internal import Cryptography
public import Enforcement
internal import HTTPCore
internal import Synchronization
internal import Vocabulary

/// The `Authenticator` of agents: slots to one agent, agent to run, with back-off for those who guess.
///
/// - Isolation: any thread, never suspends; state is behind one lock that is not held over a digest.
public final class AgentAuthenticator: Authenticator {
    private let state: Mutex<State>

    private struct State: ~Copyable, Sendable {
        var directory: AgentDirectory
        var backOff: CredentialBackOff
        var runs: RunTable
        var random = SecureRandom()
    }

    /// What the bounds of this room did so far, for the metrics.
    public struct Totals: Sendable, Equatable {
        public let openRuns: Int
        /// Open runs dropped because a bound on their number was reached.
        public let runsDropped: UInt64
        public let backOffAddresses: Int
        public let backOffAddressesDropped: UInt64
    }

    public init(directory: AgentDirectory, rules: IdentityRules = IdentityRules()) {
        state = Mutex(State(directory: directory, backOff: CredentialBackOff(rules: rules), runs: RunTable(rules: rules)))
    }

    /// Judges every later request by `directory`; runs go on for the agents that are still in it.
    public func replace(_ directory: AgentDirectory) { state.withLock { $0.directory = directory } }

    public func totals() -> Totals {
        state.withLock {
            Totals(
                openRuns: $0.runs.count, runsDropped: $0.runs.dropped, backOffAddresses: $0.backOff.count,
                backOffAddressesDropped: $0.backOff.dropped)
        }
    }

    public func identify(_ evidence: Evidence) -> Identification {
        let network = evidence.peer.network
        let (directory, secondsLeft) = state.withLock { ($0.directory, $0.backOff.secondsLeft(for: network, at: evidence.now)) }
        if let secondsLeft, CredentialScan(evidence, directory: directory, resolves: false).filled > 0 {
            return .refused(AgentAuthenticator.backedOff(secondsLeft))
        }
        if let misplaced = MisplacedCredential.find(in: evidence) {
            return .refused(IdentityRefusal(status: 400, code: .credentialMisplaced, detail: misplaced.detail))
        }
        let scan = CredentialScan(evidence, directory: directory, resolves: true)
        switch scan.verdict {
        case .agent(let number, let origin):
            return admit(directory.agents[number], origin: origin, network: network, evidence)
        case .empty:
            guard let number = directory.index(ofAddress: evidence.peer) else { return .refused(AgentAuthenticator.missing) }
            let agent = directory.agents[number]
            return admit(agent, origin: agent.addressOrigin, network: network, evidence)
        case .refused(let code):
            if code == .credentialUnknown || code == .credentialsDisagree {
                state.withLock { $0.backOff.noteFailure(of: network, at: evidence.now) }
            }
            return .refused(AgentAuthenticator.refusal(code, slots: scan.slots.names(on: evidence.route)))
        }
    }

    private func admit(_ agent: AgentDirectory.Agent, origin: Digest, network: Address, _ evidence: Evidence) -> Identification {
        let principal = agent.record.principal
        switch RunLabel(in: evidence.head.fields) {
        case .invalid:
            return .refused(AgentAuthenticator.invalidLabel)
        case .none:
            return .identified(Caller(principal: principal, run: run(of: principal.agent, origin, network, evidence.now)))
        case .label(let label):
            let labelled =
                agent.record.runs.isLabelled
                ? labelledRun(of: agent, RunTable.RunKey(origin: origin, peer: network, label: label), evidence.now) : nil
            let run = labelled ?? run(of: principal.agent, origin, network, evidence.now)
            return .identified(Caller(principal: principal, run: run, runLabel: label))
        }
    }

    private func run(of agent: AgentID, _ origin: Digest, _ network: Address, _ now: Timestamp) -> RunID {
        let key = RunTable.RunKey(origin: origin, peer: network, label: [])
        return state.withLock { state in
            if let run = state.runs.current(key, at: now) { return run }
            return state.runs.mint(key, for: agent, at: now, high: state.random.next(), low: state.random.next())
        }
    }

    private func labelledRun(of agent: AgentDirectory.Agent, _ key: RunTable.RunKey, _ now: Timestamp) -> RunID? {
        let bounds = agent.record.runs
        return state.withLock { state in
            if let run = state.runs.current(key, at: now) { return run }
            return state.runs.mintLabelled(
                key, for: agent.record.principal.agent, bounds: bounds, at: now, high: state.random.next(), low: state.random.next())
        }
    }

    // MARK: refusals

    private static let missing = IdentityRefusal(
        status: 401, code: .credentialMissing, detail: "no credential was sent; put the agent's key in \(CredentialSlots.advice)")

    private static let invalidLabel = IdentityRefusal(
        status: 400, code: .runLabelInvalid,
        detail: "Boomgate-Run-Label must stand once and hold 1 to 64 of A-Z, a-z, 0-9, `.`, `_` and `-`")

    private static func backedOff(_ seconds: Int) -> IdentityRefusal {
        IdentityRefusal(
            status: 401, code: .backedOff, detail: "too many unknown credentials came from this address; try again in \(seconds) s",
            retryAfterSeconds: seconds)
    }

    private static func refusal(_ code: IdentityRefusal.Code, slots: String) -> IdentityRefusal {
        let detail =
            switch code {
            case .credentialsDisagree: "the credentials in \(slots) are not all keys of one agent of this gateway"
            case .credentialExpired: "the key in \(slots) has expired; ask the operator for a new one"
            case .demoKeyRefused: "the key in \(slots) is a published demo key, and this listener does not take them"
            default: "the credential in \(slots) is not a key of an agent of this gateway"
            }
        return IdentityRefusal(status: 401, code: code, detail: detail)
    }
}
