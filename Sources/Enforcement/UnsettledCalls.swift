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

    /// What is remembered of one call. Two callers may send the same at the same time, and both may leave.
    private struct Entry {
        /// Orphaned writes still on their way; while there is one, the entry stands.
        var running = 0
        var waiters: [Waiter] = []
        /// The end of the last that ended. Can be followed by another end, or dropped at its time.
        var ending: (ending: Ending, until: Duration)?
    }

    public typealias Waiter = @Sendable (Ending) -> Void

    private struct Key: Hashable {
        let agent: AgentID
        let call: AttachKey
    }

    let limits: Limits
    private var entries: [Key: Entry] = [:]
    private var perAgent: [AgentID: Int] = [:]
    /// How many entries have each shape.
    private var shapes: [UInt64: Int] = [:]
    private var keptBytes = 0
    /// Ends in the order they were made; deadlines differ by kind, so one queue a kind.
    private var keptQueue: [(until: Duration, key: Key)] = []
    private var unknownQueue: [(until: Duration, key: Key)] = []

    public init(limits: Limits = Limits()) { self.limits = limits }

    public var count: Int { entries.count }
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
        entries.count < limits.entries && perAgent[agent, default: 0] < limits.entriesPerAgent
    }

    public mutating func meet(_ call: AttachKey, of agent: AgentID, at now: Duration) -> Meeting {
        expire(at: now)
        guard let entry = entries[Key(agent: agent, call: call)] else { return hasRoom(for: agent) ? .nothing : .full }
        return entry.ending.map { .ended($0.ending) } ?? .inFlight
    }

    /// The caller of a write on its way has gone. Can become ended when `settle` is called.
    public mutating func orphan(_ call: AttachKey, of agent: AgentID) { change(Key(agent: agent, call: call)) { $0.running += 1 } }

    /// Adds a caller that waits for the end; nil where it has ended meanwhile or was never there.
    /// - Returns: the end, where there is nothing to wait for any more.
    public mutating func wait(_ call: AttachKey, of agent: AgentID, waiter: @escaping Waiter) -> Ending? {
        let key = Key(agent: agent, call: call)
        guard let entry = entries[key] else { return .notSent }
        if let ended = entry.ending { return ended.ending }
        change(key) { $0.waiters.append(waiter) }
        return nil
    }

    /// The end of an orphaned write, or of any write whose effect is unknown.
    ///
    /// - Parameter isOrphan: whether `orphan` was called for this write.
    /// - Returns: the callers to wake with what they get.
    public mutating func settle(_ call: AttachKey, of agent: AgentID, _ ending: Ending, isOrphan: Bool = true, at now: Duration) -> (
        waiters: [Waiter], ending: Ending
    ) {
        expire(at: now)
        let key = Key(agent: agent, call: call)
        if isOrphan { change(key) { $0.running = max(0, $0.running - 1) } }
        // Of two identical writes one may end unknown and the other well: the doubt stands until it runs out.
        if case .unknown? = entries[key]?.ending?.ending { return ([], ending) }
        if case .notSent = ending {
            // Who waits, waits for the other one; and an answer that is kept stays.
            guard let entry = entries[key], entry.running == 0, entry.ending == nil else { return ([], ending) }
            forget(key)
            return (entry.waiters, ending)
        }
        let waiters = entries[key]?.waiters ?? []
        release(entries[key])
        let kept = keepable(ending)
        let until: Duration
        if case .unknown = kept {
            until = now + limits.unknownFor
            unknownQueue.append((until, key))
        } else {
            until = now + limits.keptFor
            keptQueue.append((until, key))
        }
        change(key) {
            $0.waiters = []
            $0.ending = (kept, until)
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

    private mutating func release(_ entry: Entry?) {
        if case .answered(let answer)? = entry?.ending?.ending { keptBytes -= answer.byteCount }
    }

    private mutating func change(_ key: Key, _ body: (inout Entry) -> Void) {
        if entries[key] == nil { count(key) }
        body(&entries[key, default: Entry()])
    }

    private mutating func forget(_ key: Key) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        release(entry)
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
        guard let entry = entries[key], let ended = entry.ending, ended.until <= now else { return }
        guard entry.running > 0 else { return forget(key) }
        release(entry)
        change(key) { $0.ending = nil }
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
