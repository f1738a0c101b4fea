internal import COpenSSL

/// Comparison whose time tells nothing about where two secrets differ.
public enum ConstantTime {
    /// Time depends on the lengths alone; different lengths are unequal at once.
    public static func equals(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        guard !left.isEmpty else { return true }
        // SAFETY: both buffers hold `count` bytes and live as long as the closures.
        return unsafe left.withUnsafeBufferPointer { a in
            unsafe right.withUnsafeBufferPointer { b in unsafe CRYPTO_memcmp(a.baseAddress, b.baseAddress, a.count) == 0 }
        }
    }

    public static func equals(_ left: [UInt8], _ right: [UInt8]) -> Bool { equals(left.span, right.span) }
    public static func equals(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool { equals(left.span, right.span) }
}
