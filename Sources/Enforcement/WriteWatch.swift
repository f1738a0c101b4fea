internal import HTTPCore
internal import Synchronization
internal import Vocabulary

/// Follows one write from its sending to its end, so that a caller who leaves and comes back meets what happened. Confined to its loop.
///
/// The attach key is computed only when it is needed: when something of this agent is remembered, when the caller goes, or when the end is in doubt.
final class WriteWatch {
    private let bound: BoundRequest
    private let fields: FieldSection
    private let body: [UInt8]
    private let context: GatewayContext
    private lazy var key = AttachKey.of(bound, fields: fields, body: body, digests: context.digests)
    private(set) var isOrphaned = false
    /// The write has ended, and what there was to remember of it is remembered: nobody would end an orphan made now.
    private var isSettled = false
    private var orphanedAt = Duration.zero
    private var kept: [[UInt8]] = []
    /// The first piece, which is the whole of most answers, kept without a list.
    private var firstPiece: [UInt8] = []
    private var keptBytes = 0
    private var isKeepable = true

    /// - Parameters:
    ///   - fields: as they go out.
    ///   - body: whole; larger bodies are not watched.
    init(_ bound: BoundRequest, fields: FieldSection, body: [UInt8], context: GatewayContext) {
        self.bound = bound
        self.fields = fields
        self.body = body
        self.context = context
    }

    private var agent: AgentID { bound.caller.principal.agent }

    // MARK: before sending

    /// What an identical earlier write left behind; nothing in nearly every case, at the price of one lock.
    func meet() -> UnsettledCalls.Meeting {
        let now = context.clock.uptime()
        let mightMeet = context.unsettled.withLock {
            $0.mightMeet(agent, shape: { AttachKey.shape(of: bound, body: body) }, at: now)
        }
        guard mightMeet else { return .nothing }
        let key = key
        return context.unsettled.withLock { $0.meet(key, of: agent, at: now) }
    }

    /// Waits for the end of the orphaned write that `meet` found.
    func join() async -> UnsettledCalls.Ending {
        let key = key
        let agent = agent
        return await withCheckedContinuation { continuation in
            let ended = context.unsettled.withLock { unsettled in
                unsettled.wait(key, of: agent) { continuation.resume(returning: $0) }
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }

    // MARK: on its way

    /// The caller has gone while the write is on its way: it is drained, and an identical request joins it.
    func orphan() {
        guard !isOrphaned, !isSettled else { return }
        isOrphaned = true
        orphanedAt = context.clock.uptime()
        context.unsettled.withLock { $0.orphan(key, of: agent) }
        context.events.note(.orphaned)
    }

    /// Whether the orphan has been read for longer than its bound.
    var isOverdue: Bool { isOrphaned && context.clock.uptime() - orphanedAt > context.bounds.drainFor }

    /// Remembers a piece of the answer, until it is too much to keep.
    func keep(_ piece: [UInt8]) {
        guard isKeepable, !piece.isEmpty else { return }
        keptBytes += piece.count
        if keptBytes > context.keptAnswerBytes {
            isKeepable = false
            kept = []
            firstPiece = []
        } else if firstPiece.isEmpty {
            firstPiece = piece
        } else {
            kept.append(piece)
        }
    }

    // MARK: its end

    /// The whole answer is here; it is kept only where nobody was left to take it.
    func answered(_ head: ResponseHead) {
        guard isOrphaned, !isSettled else {
            isSettled = true
            return
        }
        settle(isKeepable ? .answered(KeptAnswer(head: head, body: [firstPiece] + kept, decision: bound.decision)) : .answerNotKept)
        if !isKeepable { context.events.note(.answerNotKept) }
    }

    /// The call brought no answer, or not all of it.
    func failed(_ certainty: UpstreamFailure.Certainty) {
        guard !isSettled else { return }
        isSettled = true
        switch certainty {
        case .notSent: if isOrphaned { settle(.notSent) }
        case .unknown: settle(.unknown(bound.decision))
        }
    }

    private func settle(_ ending: UnsettledCalls.Ending) {
        isSettled = true
        let now = context.clock.uptime()
        let (waiters, ending) = context.unsettled.withLock { $0.settle(key, of: agent, ending, isOrphan: isOrphaned, at: now) }
        // Outside the lock: a waiter resumes a task, perhaps on another loop.
        for waiter in waiters { waiter(ending) }
    }
}
