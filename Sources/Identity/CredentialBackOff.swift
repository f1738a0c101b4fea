internal import Vocabulary

/// Failed credentials by peer network, and how long each must wait: a value machine, time is an argument.
///
/// A success clears nothing: whoever holds one good key could otherwise guess at others for ever.
struct CredentialBackOff: Sendable {
    private let rules: IdentityRules
    private var index: [Address: Int] = [:]
    private var entries: [Entry] = []
    private var free: [Int] = []
    private var links = RecencyLinks()
    private var chain = RecencyLinks.Chain()
    /// Addresses dropped because the table was full.
    private(set) var dropped: UInt64 = 0
    /// No wait ends later than this: before asking for one address, ask this.
    private(set) var latestEnd = Timestamp(microseconds: .min)

    private struct Entry {
        var peer: Address
        /// The moments of the last failures, a ring; at most `failuresAllowed`.
        var failures: [Timestamp] = []
        var next = 0
        /// How many waits there were in a row.
        var waits = 0
        var until = Timestamp(microseconds: .min)
        var lastFailure: Timestamp
    }

    init(rules: IdentityRules) { self.rules = rules }

    /// - Returns: whole seconds until a credential of `peer` is looked at again, rounded up; nil: now.
    func secondsLeft(for peer: Address, at now: Timestamp) -> Int? {
        guard now < latestEnd, let place = index[peer] else { return nil }
        let left = entries[place].until.microseconds.subtractingReportingOverflow(now.microseconds)
        guard !left.overflow, left.partialValue > 0 else { return nil }
        return Int((left.partialValue - 1) / 1_000_000 + 1)
    }

    /// Notes a credential of `peer` that resolved to nobody.
    ///
    /// - Bound: O(1) but for `failuresAllowed` words at an address's first failure.
    mutating func noteFailure(of peer: Address, at now: Timestamp) {
        let place = place(of: peer, at: now)
        if isForgotten(entries[place], at: now) {
            entries[place].failures.removeAll(keepingCapacity: true)
            entries[place].next = 0
            entries[place].waits = 0
        }
        links.touch(place, in: &chain)
        entries[place].lastFailure = now
        record(now, at: place)
        guard entries[place].waits > 0 || isOverLimit(entries[place], at: now) else { return }
        let shift = min(entries[place].waits, 30)
        let (doubled, overflow) = rules.backOffFirstSeconds.multipliedReportingOverflow(by: 1 << Int64(shift))
        let wait = overflow ? rules.backOffMaxSeconds : min(doubled, rules.backOffMaxSeconds)
        entries[place].waits += 1
        entries[place].until = now.later(bySeconds: wait)
        latestEnd = max(latestEnd, entries[place].until)
    }

    var count: Int { index.count }

    private mutating func record(_ now: Timestamp, at place: Int) {
        if entries[place].failures.count < rules.failuresAllowed {
            entries[place].failures.append(now)
        } else if rules.failuresAllowed > 0 {
            entries[place].failures[entries[place].next] = now
            entries[place].next = (entries[place].next + 1) % rules.failuresAllowed
        }
    }

    /// The ring is full, and its oldest moment lies less than a window back.
    private func isOverLimit(_ entry: Entry, at now: Timestamp) -> Bool {
        guard entry.failures.count >= rules.failuresAllowed else { return false }
        guard rules.failuresAllowed > 0 else { return true }
        return now < entry.failures[entry.next].later(bySeconds: rules.failureWindowSeconds)
    }

    private func isForgotten(_ entry: Entry, at now: Timestamp) -> Bool {
        entry.waits > 0 && now >= max(entry.until, entry.lastFailure).later(bySeconds: rules.backOffForgottenSeconds)
    }

    private mutating func place(of peer: Address, at now: Timestamp) -> Int {
        if let place = index[peer] { return place }
        if index.count >= max(1, rules.backOffAddresses), chain.oldest >= 0 { drop(Int(chain.oldest)) }
        let entry = Entry(peer: peer, lastFailure: now)
        let place: Int
        if let reused = free.popLast() {
            place = reused
            entries[place] = entry
        } else {
            place = entries.count
            entries.append(entry)
            links.grow()
        }
        index[peer] = place
        links.append(place, to: &chain)
        return place
    }

    private mutating func drop(_ place: Int) {
        index[entries[place].peer] = nil
        entries[place].failures = []
        links.remove(place, from: &chain)
        free.append(place)
        dropped += 1
    }
}

extension Timestamp {
    /// Saturates at the end of time.
    func later(bySeconds seconds: Int64) -> Timestamp {
        let (span, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, tooLate) = microseconds.addingReportingOverflow(span)
        return Timestamp(microseconds: tooLong || tooLate ? .max : sum)
    }
}
