/// Whether `name` can stand as a field name here: one or more of `[A-Za-z0-9-]`.
///
/// Narrower than RFC 9110's token on purpose: `X_Agent` and `X-Agent` are one name to some upstreams.
public func isFieldName(_ name: Span<UInt8>) -> Bool { !name.isEmpty && contains(only: .fieldName, name) }

public func isFieldName(_ name: some Collection<UInt8>) -> Bool { !name.isEmpty && name.allSatisfy(OctetSet.fieldName.contains) }

/// Whether `name` is a token of RFC 9110 §5.6.2: what an upstream may use as a field name.
public func isToken(_ name: Span<UInt8>) -> Bool { !name.isEmpty && contains(only: .token, name) }

public func isToken(_ name: some Collection<UInt8>) -> Bool { !name.isEmpty && name.allSatisfy(OctetSet.token.contains) }

/// Whether `value` can stand as a field value: HTAB, SP, visible ASCII, obs-text; empty is allowed, CR, LF and NUL never are.
public func isFieldValue(_ value: Span<UInt8>) -> Bool { FieldValueScan.end(in: value, from: 0, to: value.count) == value.count }

public func isFieldValue(_ value: some Collection<UInt8>) -> Bool { value.allSatisfy(Octet.isFieldValue) }

private func contains(only set: OctetSet, _ octets: Span<UInt8>) -> Bool {
    for at in octets.indices where !set.contains(octets[at]) { return false }
    return true
}

/// Finds the end of a field value eight octets at a time: values are most of a head.
enum FieldValueScan {
    /// The first offset in `start..<end` whose octet cannot stand in a value, or `end`.
    @inline(__always)
    static func end(in input: Span<UInt8>, from start: Int, to end: Int) -> Int {
        let raw = unsafe input.bytes
        var at = start
        while end - at >= 8 {
            // SAFETY: the load is bounds-checked by RawSpan and UInt64 has no invalid bit pattern.
            let word = UInt64(littleEndian: unsafe raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
            let suspects = controls(word)
            if suspects == 0 {
                at += 8
                continue
            }
            // The lowest mark is exact (borrows only travel upwards); HTAB is the one false alarm.
            at += suspects.trailingZeroBitCount >> 3
            guard input[at] == Octet.tab else { return at }
            at += 1
        }
        while at < end, Octet.isFieldValue(input[at]) { at += 1 }
        return at
    }

    /// High bit set in the lowest octet that is below 0x20 or 0x7f; octets above that one may be marked wrongly.
    @inline(__always)
    private static func controls(_ word: UInt64) -> UInt64 {
        let delete = word ^ 0x7f7f_7f7f_7f7f_7f7f
        let below = (word &- 0x2020_2020_2020_2020) & ~word
        let zeros = (delete &- 0x0101_0101_0101_0101) & ~delete
        return (below | zeros) & 0x8080_8080_8080_8080
    }
}
