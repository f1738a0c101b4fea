internal import Vocabulary

/// What the agent is told when a call brought no answer: one table, by certainty, kind and whether the action changes something.
///
/// A write that may have happened is never answered with a status that clients repeat by themselves (docs/wire.md, "Answers of the gateway").
enum FaultTable {
    static func answer(_ failure: UpstreamFailure, isWrite: Bool, api: APIID) -> WireAnswer {
        switch (failure.certainty, isWrite) {
        case (.notSent, _): notSent(failure, api)
        case (.unknown, true): unknown(api)
        case (.unknown, false): read(failure, api)
        }
    }

    static func unknown(_ api: APIID) -> WireAnswer {
        var answer = WireAnswer(
            424, .outcomeUnknown,
            "The action may have happened: the request reached `\(api)` but no complete answer came back. Do not repeat it; look there whether it took effect."
        )
        answer.next = "read the state at the upstream before deciding"
        return answer
    }

    private static func notSent(_ failure: UpstreamFailure, _ api: APIID) -> WireAnswer {
        // A client that closed only its sending side reads this; one that is gone does not.
        let why =
            failure.kind == .clientGone
            ? "the connection was half closed before the call went out; keep it open until the answer is there"
            : "`\(api)` could not be reached (\(failure.kind.rawValue))"
        var answer = WireAnswer(
            502, .upstreamUnreachable, "Not executed, no side effect: \(why). The same request may be sent again.")
        answer.isRetryable = true
        return answer
    }

    private static func read(_ failure: UpstreamFailure, _ api: APIID) -> WireAnswer {
        let isLate = failure.kind == .firstByteTimeout || failure.kind == .idleTimeout
        var answer =
            isLate
            ? WireAnswer(504, .upstreamTimeout, "`\(api)` did not answer in time. Nothing was changed; the request may be sent again.")
            : WireAnswer(
                502, .upstreamFailed,
                "`\(api)` broke off its answer (\(failure.kind.rawValue)). Nothing was changed; the request may be sent again.")
        answer.isRetryable = true
        return answer
    }
}
