/// What may stand in a request target, and how the fields that frame an answer are read.
enum FieldOctets {
    /// Visible ASCII, starting with a slash: what a request line can carry as one word.
    static func areTarget(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count > 0, unsafe bytes[0] == 0x2f else { return false }
        var areGood = true
        for at in 0..<bytes.count where unsafe bytes[at] < 0x21 || bytes[at] > 0x7e { areGood = false }
        return areGood
    }

    /// Decimal digits only, at most 2^63 - 1.
    static func number(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard bytes.count > 0 else { return nil }
        var value: UInt64 = 0
        for at in 0..<bytes.count {
            let byte = unsafe bytes[at]
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            let (sum, carry) = product.addingReportingOverflow(UInt64(byte - 0x30))
            guard !carry, sum <= UInt64(Int64.max) else { return nil }
            value = sum
        }
        return value
    }

    static func isChunked(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let word: StaticString = "chunked"
        guard bytes.count == word.utf8CodeUnitCount else { return false }
        for at in 0..<bytes.count where unsafe bytes[at] | 0x20 != word.utf8Start[at] { return false }
        return true
    }
}
