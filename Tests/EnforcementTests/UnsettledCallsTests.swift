import HTTPCore
import Synchronization
import Testing
import Vocabulary

@testable import Enforcement

@Suite struct `Unsettled calls` {
    private let call = AttachKey(digest: [1])

    private func kept(_ size: Int) -> UnsettledCalls.Ending {
        .answered(KeptAnswer(head: ResponseHead(status: 200), body: [[UInt8](repeating: 0x61, count: size)], decision: "dec_1"))
    }

    private func name(_ meeting: UnsettledCalls.Meeting) -> String {
        switch meeting {
        case .nothing: "nothing"
        case .inFlight: "in flight"
        case .full: "full"
        case .ended(.answered): "answered"
        case .ended(.answerNotKept): "not kept"
        case .ended(.notSent): "not sent"
        case .ended(.unknown): "unknown"
        }
    }

    @Test func `an unknown outcome is remembered for ten minutes and not a moment longer`() {
        var calls = UnsettledCalls()
        _ = calls.settle(call, of: "a", .unknown("dec_1"), at: .seconds(0))
        #expect(name(calls.meet(call, of: "a", at: .seconds(599.999))) == "unknown")
        #expect(name(calls.meet(call, of: "a", at: .seconds(600))) == "nothing")
        #expect(calls.count == 0)
    }

    @Test func `an answer is kept for sixty seconds after its end`() {
        var calls = UnsettledCalls()
        calls.orphan(call, of: "a")
        #expect(name(calls.meet(call, of: "a", at: .seconds(50))) == "in flight")
        _ = calls.settle(call, of: "a", kept(10), at: .seconds(100))
        #expect(name(calls.meet(call, of: "a", at: .seconds(159.999))) == "answered")
        #expect(name(calls.meet(call, of: "a", at: .seconds(160))) == "nothing")
        #expect(calls.bytes == 0)
    }

    @Test func `another agent's identical call meets nothing`() {
        var calls = UnsettledCalls()
        _ = calls.settle(call, of: "a", .unknown("dec_1"), at: .zero)
        #expect(name(calls.meet(call, of: "b", at: .zero)) == "nothing")
        let meetsB = calls.mightMeet("b", shape: { 0 }, at: .zero)
        #expect(!meetsB)
    }

    @Test func `a shape is asked for only where something is remembered, and another shape meets nothing`() {
        var calls = UnsettledCalls()
        var asked = 0
        let nothing = calls.mightMeet(
            "a",
            shape: {
                asked += 1; return 1
            }, at: .zero)
        #expect(!nothing && asked == 0)
        _ = calls.settle(AttachKey(digest: [1], shape: 1), of: "a", .unknown("d"), at: .zero)
        let same = calls.mightMeet(
            "a",
            shape: {
                asked += 1; return 1
            }, at: .zero)
        let other = calls.mightMeet(
            "a",
            shape: {
                asked += 1; return 2
            }, at: .zero)
        #expect(same && !other && asked == 2)
        let later = calls.mightMeet("a", shape: { 1 }, at: .seconds(600))
        #expect(!later)
    }

    @Test func `an answer of exactly the bound is kept, one byte more is told as not kept`() {
        var limits = UnsettledCalls.Limits()
        limits.answerBytes = 10
        var calls = UnsettledCalls(limits: limits)
        _ = calls.settle(call, of: "a", kept(10), at: .zero)
        #expect(name(calls.meet(call, of: "a", at: .zero)) == "answered")
        _ = calls.settle(AttachKey(digest: [2]), of: "a", kept(11), at: .zero)
        #expect(name(calls.meet(AttachKey(digest: [2]), of: "a", at: .zero)) == "not kept")
    }

    @Test func `kept bytes together stay within their bound`() {
        var limits = UnsettledCalls.Limits()
        limits.keptBytes = 25
        var calls = UnsettledCalls(limits: limits)
        for index in 0..<3 { _ = calls.settle(AttachKey(digest: [UInt8(index)]), of: "a", kept(10), at: .zero) }
        #expect(calls.bytes == 20)
        #expect(name(calls.meet(AttachKey(digest: [2]), of: "a", at: .zero)) == "not kept")
    }

    @Test func `an agent at its bound is refused rather than forgotten`() {
        var limits = UnsettledCalls.Limits()
        limits.entriesPerAgent = 2
        var calls = UnsettledCalls(limits: limits)
        _ = calls.settle(AttachKey(digest: [1]), of: "a", .unknown("d"), at: .zero)
        #expect(name(calls.meet(AttachKey(digest: [9]), of: "a", at: .zero)) == "nothing")
        _ = calls.settle(AttachKey(digest: [2]), of: "a", .unknown("d"), at: .zero)
        #expect(name(calls.meet(AttachKey(digest: [9]), of: "a", at: .zero)) == "full")
        #expect(name(calls.meet(AttachKey(digest: [9]), of: "b", at: .zero)) == "nothing")
    }

    @Test func `the doubt of one of two identical writes stands`() {
        var calls = UnsettledCalls()
        calls.orphan(call, of: "a")
        _ = calls.settle(call, of: "a", .unknown("dec_1"), at: .zero)
        _ = calls.settle(call, of: "a", kept(1), at: .zero)
        #expect(name(calls.meet(call, of: "a", at: .zero)) == "unknown")
    }

    @Test func `everybody who waits is woken once, with the end`() {
        var calls = UnsettledCalls()
        let woken = Mutex(0)
        calls.orphan(call, of: "a")
        for _ in 0..<3 {
            let ended = calls.wait(call, of: "a") { _ in woken.withLock { $0 += 1 } }
            #expect(ended == nil)
        }
        let (waiters, ending) = calls.settle(call, of: "a", .notSent, at: .zero)
        for waiter in waiters { waiter(ending) }
        #expect(woken.withLock { $0 } == 3)
        #expect(calls.count == 0)
        let late = calls.wait(call, of: "a") { _ in }
        #expect(late != nil)
    }

    @Test func `of two identical orphans the second is still met when the first was not sent`() {
        var calls = UnsettledCalls()
        calls.orphan(call, of: "a")
        calls.orphan(call, of: "a")
        let waited = calls.wait(call, of: "a") { _ in }
        #expect(waited == nil)
        let (early, _) = calls.settle(call, of: "a", .notSent, at: .zero)
        #expect(early.isEmpty)
        #expect(name(calls.meet(call, of: "a", at: .zero)) == "in flight")
        let (late, ending) = calls.settle(call, of: "a", kept(10), at: .zero)
        #expect(late.map { _ in name(.ended(ending)) } == ["answered"])
        #expect(name(calls.meet(call, of: "a", at: .zero)) == "answered")
    }

    @Test func `of two identical orphans the second is met for as long as it is on its way`() {
        var calls = UnsettledCalls()
        calls.orphan(call, of: "a")
        calls.orphan(call, of: "a")
        _ = calls.settle(call, of: "a", kept(10), at: .zero)
        #expect(name(calls.meet(call, of: "a", at: .seconds(59))) == "answered")
        #expect(name(calls.meet(call, of: "a", at: .seconds(61))) == "in flight")
        _ = calls.settle(call, of: "a", kept(10), at: .seconds(100))
        #expect(name(calls.meet(call, of: "a", at: .seconds(159))) == "answered")
        #expect(name(calls.meet(call, of: "a", at: .seconds(160))) == "nothing")
        #expect(calls.count == 0)
        #expect(calls.bytes == 0)
        let holds = calls.mightMeet("a", shape: { self.call.shape }, at: .seconds(160))
        #expect(!holds)
    }

    @Test func `a doubt about a call that nobody left does not end the one that somebody left`() {
        var calls = UnsettledCalls()
        calls.orphan(call, of: "a")
        _ = calls.settle(call, of: "a", .unknown("dec_1"), isOrphan: false, at: .zero)
        #expect(name(calls.meet(call, of: "a", at: .seconds(599))) == "unknown")
        #expect(name(calls.meet(call, of: "a", at: .seconds(600))) == "in flight")
        _ = calls.settle(call, of: "a", .notSent, at: .seconds(600))
        #expect(calls.count == 0)
    }
}
