public import HTTPCore
public import Vocabulary

/// Writes whose caller went away, and writes whose effect is not known: so that a repeat joins, or is told, and never acts again.
///
/// A value machine: time is an argument (uptime), waiting callers are what it returns. One lock around it serves all loops.
/// - Source: docs/wire.md, "Repeats of writes".
public struct UnsettledCalls: Sendable {
    public struct Limits: Sendable, Equatable {
        /// How long the answer of an orphaned write is kept after its end.
        public var keptFor: Duration = .seconds(60)
        /// How long a write with an unknown effect is not repeated.
        public var unknownFor: Duration = .seconds(600)
        /// Entries of one agent; over it that agent's writes are refused.
        public var entriesPerAgent = 1_000
        public var entries = 20_000
        /// The body of one kept answer, in bytes.
        public var answerBytes = 256 * 1024
        /// All kept bodies together; over it answers are not kept, and a repeat is told so.
        public var keptBytes = 64 * 1024 * 1024

        public init() {}
    }

    /// The end of an orphaned write.
    public enum Ending: Sendable {
        case answered(KeptAnswer)
        /// It is done, but its answer was too large to keep.
        case answerNotKept
        /// Nothing reached the upstream: as if it had never been.
        case notSent
        case unknown(DecisionID)
    }

    /// What an arriving write meets.
    public enum Meeting: Sendable {
        case nothing
        /// An orphaned write is still on its way: wait for its end.
        case inFlight
        case ended(Ending)
        /// No room to remember another: the write is refused rather than forgotten.
        case full
    }

    private enum State {
        case inFlight(waiters: [Waiter])
        case ended(Ending, until: Duration)
    }

    public typealias Waiter = @Sendable (Ending) -> Void

    private struct Key: Hashable {
        let agent: AgentID
        let call: AttachKey
    }

    let limits: Limits
    private var states: [Key: State] = [:]
    private var perAgent: [AgentID: Int] = [:]
    /// How many entries have each shape.
    private var shapes: [UInt64: Int] = [:]
    private var keptBytes = 0
    /// Ends in the order they were made; deadlines differ by kind, so one queue a kind.
    private var keptQueue: [(until: Duration, key: Key)] = []
    private var unknownQueue: [(until: Duration, key: Key)] = []

    public init(limits: Limits = Limits()) { self.limits = limits }

    public var count: Int { states.count }
    public var bytes: Int { keptBytes }

    /// Whether a call of this shape may meet something: the check of the common case, before any digest is computed.
    ///
    /// - Parameter shape: asked for only where something of this agent is remembered.
    public mutating func mightMeet(_ agent: AgentID, shape: () -> UInt64, at now: Duration) -> Bool {
        expire(at: now)
        guard perAgent[agent] != nil else { return false }
        return !hasRoom(for: agent) || shapes[shape()] != nil
    }

    /// Whether another write of this agent could be remembered if it had to be.
    public func hasRoom(for agent: AgentID) -> Bool {
        states.count < limits.entries && perAgent[agent, default: 0] < limits.entriesPerAgent
    }

    public mutating func meet(_ call: AttachKey, of agent: AgentID, at now: Duration) -> Meeting {
        expire(at: now)
        switch states[Key(agent: agent, call: call)] {
        case nil: return hasRoom(for: agent) ? .nothing : .full
        case .inFlight: return .inFlight
        case .ended(let ending, _): return .ended(ending)
        }
    }

    /// The caller of a write on its way has gone. Can become ended when `settle` is called.
    public mutating func orphan(_ call: AttachKey, of agent: AgentID) {
        let key = Key(agent: agent, call: call)
        // An unknown of the same call stands: it is the stronger word.
        guard states[key] == nil else { return }
        states[key] = .inFlight(waiters: [])
        count(key)
    }

    /// Adds a caller that waits for the end; nil where it has ended meanwhile or was never there.
    /// - Returns: the end, where there is nothing to wait for any more.
    public mutating func wait(_ call: AttachKey, of agent: AgentID, waiter: @escaping Waiter) -> Ending? {
        let key = Key(agent: agent, call: call)
        switch states[key] {
        case .inFlight(var waiters):
            waiters.append(waiter)
            states[key] = .inFlight(waiters: waiters)
            return nil
        case .ended(let ending, _): return ending
        case nil: return .notSent
        }
    }

    /// The end of an orphaned write, or of any write whose effect is unknown.
    /// - Returns: the callers to wake with what they get.
    public mutating func settle(_ call: AttachKey, of agent: AgentID, _ ending: Ending, at now: Duration) -> (
        waiters: [Waiter], ending: Ending
    ) {
        expire(at: now)
        let key = Key(agent: agent, call: call)
        var waiters: [Waiter] = []
        if case .inFlight(let waiting) = states[key] { waiters = waiting }
        // Of two identical writes one may end unknown and the other well: the doubt stands until it runs out.
        if case .ended(.unknown, _) = states[key] { return ([], ending) }
        if case .notSent = ending {
            forget(key)
            return (waiters, ending)
        }
        let kept = keepable(ending)
        if states[key] == nil { count(key) }
        release(states[key])
        if case .unknown = kept {
            let until = now + limits.unknownFor
            states[key] = .ended(kept, until: until)
            unknownQueue.append((until, key))
        } else {
            let until = now + limits.keptFor
            states[key] = .ended(kept, until: until)
            keptQueue.append((until, key))
        }
        // Callers that waited get the whole answer even where it is too large to keep for later ones.
        return (waiters, ending)
    }

    // MARK: bounds

    private mutating func keepable(_ ending: Ending) -> Ending {
        guard case .answered(let answer) = ending else { return ending }
        guard answer.byteCount <= limits.answerBytes, keptBytes + answer.byteCount <= limits.keptBytes else { return .answerNotKept }
        keptBytes += answer.byteCount
        return ending
    }

    private mutating func release(_ state: State?) {
        if case .ended(.answered(let answer), _) = state { keptBytes -= answer.byteCount }
    }

    private mutating func forget(_ key: Key) {
        guard let state = states.removeValue(forKey: key) else { return }
        release(state)
        let left = perAgent[key.agent, default: 1] - 1
        perAgent[key.agent] = left == 0 ? nil : left
        let leftOfShape = shapes[key.call.shape, default: 1] - 1
        shapes[key.call.shape] = leftOfShape == 0 ? nil : leftOfShape
    }

    private mutating func count(_ key: Key) {
        perAgent[key.agent, default: 0] += 1
        shapes[key.call.shape, default: 0] += 1
    }

    private mutating func expire(at now: Duration) {
        UnsettledCalls.takeDue(&keptQueue, at: now).forEach { drop($0, dueAt: now) }
        UnsettledCalls.takeDue(&unknownQueue, at: now).forEach { drop($0, dueAt: now) }
    }

    private mutating func drop(_ key: Key, dueAt now: Duration) {
        guard case .ended(_, let until) = states[key], until <= now else { return }
        forget(key)
    }

    private static func takeDue(_ queue: inout [(until: Duration, key: Key)], at now: Duration) -> [Key] {
        guard let first = queue.first, first.until <= now else { return [] }
        let due = queue.prefix { $0.until <= now }
        queue.removeFirst(due.count)
        return due.map(\.key)
    }
}

/// An upstream's cleaned answer, whole, for callers that come back.
public struct KeptAnswer: Sendable {
    public let head: ResponseHead
    public let body: [[UInt8]]
    /// The decision of the call that brought it.
    public let decision: DecisionID

    public init(head: ResponseHead, body: [[UInt8]], decision: DecisionID) {
        self.head = head
        self.body = body
        self.decision = decision
    }

    var byteCount: Int { body.reduce(0) { $0 + $1.count } }
}
