/// Comparing bytes of a peer with words of ours, without an allocation.
extension StaticString {
    /// Whether `bytes` are exactly this text.
    func matches(_ bytes: ArraySlice<UInt8>) -> Bool { matches(bytes.span, 0, bytes.count) }

    /// Whether `bytes[start..<end]` are exactly this text.
    @inline(__always)
    func matches(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end - start == utf8CodeUnitCount else { return false }
        for at in 0..<utf8CodeUnitCount where bytes[start + at] != octet(at) { return false }
        return true
    }

    /// The same in any case. This text is lower case and of `[a-z0-9-]` or `/`; `bytes` may be anything.
    @inline(__always)
    func matchesAnyCase(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end - start == utf8CodeUnitCount else { return false }
        for at in 0..<utf8CodeUnitCount where Octet.lowered(bytes[start + at]) != octet(at) { return false }
        return true
    }

    /// Whether `byte` is the octet of this text at `index`, which is below its length.
    @inline(__always)
    func matches(_ byte: UInt8, at index: Int) -> Bool { byte == octet(index) }

    @inline(__always)
    private func octet(_ at: Int) -> UInt8 {
        // SAFETY: callers stay below utf8CodeUnitCount; every text compared here is a literal of two or more octets, so it has a pointer.
        unsafe utf8Start[at]
    }
}

extension [UInt8] {
    /// Appends a literal.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        // SAFETY: the pointer and count are the literal's own, which lives for ever.
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends in one copy.
    @inline(__always)
    mutating func append(_ bytes: Span<UInt8>) {
        // SAFETY: the buffer is read inside the closure only.
        unsafe bytes.withUnsafeBufferPointer { buffer in unsafe append(contentsOf: buffer) }
    }
}
