/// Chains over numbered places, oldest first: who has been idle the longest, in constant time.
///
/// The places belong to the owner's own arrays; several chains may share one set of links as long as a place is in one of them.
struct RecencyLinks: Sendable {
    private var older: [Int32] = []
    private var newer: [Int32] = []

    struct Chain: Sendable {
        fileprivate(set) var oldest: Int32 = -1
        fileprivate(set) var newest: Int32 = -1
        fileprivate(set) var count = 0
    }

    /// Makes room for one more place, the next number.
    mutating func grow() {
        older.append(-1)
        newer.append(-1)
    }

    /// Puts a place that is in no chain at the newest end.
    mutating func append(_ place: Int, to chain: inout Chain) {
        let place32 = Int32(truncatingIfNeeded: place)
        older[place] = chain.newest
        newer[place] = -1
        if chain.newest >= 0 { newer[Int(chain.newest)] = place32 } else { chain.oldest = place32 }
        chain.newest = place32
        chain.count += 1
    }

    mutating func remove(_ place: Int, from chain: inout Chain) {
        let before = older[place]
        let after = newer[place]
        if before >= 0 { newer[Int(before)] = after } else { chain.oldest = after }
        if after >= 0 { older[Int(after)] = before } else { chain.newest = before }
        chain.count -= 1
    }

    mutating func touch(_ place: Int, in chain: inout Chain) {
        if Int(chain.newest) == place { return }
        remove(place, from: &chain)
        append(place, to: &chain)
    }
}
