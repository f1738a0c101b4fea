/// Byte strings of a route map to numbers, looked up with a stretch of a request's bytes and without copying it.
///
/// Filled from configuration only, so no peer can choose colliding keys; a miss costs one probe chain of at most half-full slots.
struct LiteralTable: Sendable {
    private var keys: [[UInt8]] = []
    private var values: [Int] = []
    /// Index into `keys` plus one; zero is free. Its count is a power of two, at least twice the keys.
    private var slots: [Int32] = []

    /// Below this many keys comparing each is cheaper than hashing.
    private static let scanMax = 4

    var count: Int { keys.count }

    func find(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        if keys.count <= LiteralTable.scanMax {
            for index in keys.indices where equals(keys[index], bytes, range) { return values[index] }
            return nil
        }
        let mask = slots.count - 1
        var slot = LiteralTable.hash(bytes, range) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if equals(keys[index], bytes, range) { return values[index] }
            slot = (slot + 1) & mask
        }
        return nil
    }

    func find(_ key: [UInt8]) -> Int? { find(key, 0..<key.count) }

    /// Adds a key that is not there yet.
    mutating func insert(_ key: [UInt8], _ value: Int) {
        keys.append(key)
        values.append(value)
        if keys.count * 2 > slots.count { rehash(max(16, slots.count * 2)) } else { place(keys.count - 1) }
    }

    private mutating func rehash(_ capacity: Int) {
        slots = [Int32](repeating: 0, count: capacity)
        for index in keys.indices { place(index) }
    }

    private mutating func place(_ index: Int) {
        let mask = slots.count - 1
        var slot = LiteralTable.hash(keys[index], 0..<keys[index].count) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(truncatingIfNeeded: index + 1)
    }

    private func equals(_ key: [UInt8], _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard key.count == range.count else { return false }
        let left = key.span
        let right = bytes.span
        for offset in 0..<key.count where left[offset] != right[range.lowerBound + offset] { return false }
        return true
    }

    /// FNV-1a, 32 bits.
    private static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        var hash: UInt32 = 0x811c_9dc5
        let octets = bytes.span
        for at in range { hash = (hash ^ UInt32(octets[at])) &* 0x0100_0193 }
        return Int(hash)
    }
}
