/// What may stand in a field line (RFC 9110 §5.6.2, §5.5), and in a request target.
enum FieldOctets {
    /// For each octet its lower-case form where it may stand in a field name, else 0.
    static let lowered: [UInt8] = (0...255).map { octet in
        switch UInt8(octet) {
        case 0x41...0x5a: UInt8(octet) + 0x20
        case 0x61...0x7a, 0x30...0x39: UInt8(octet)
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e, 0x5f, 0x60, 0x7c, 0x7e: UInt8(octet)
        default: 0
        }
    }

    static func areName(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var areGood = bytes.count > 0
        for at in 0..<bytes.count where unsafe lowered[Int(bytes[at])] == 0 { areGood = false }
        return areGood
    }

    /// No control characters but tab; octets above 0x7f pass.
    static func areValue(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var areGood = true
        for at in 0..<bytes.count {
            let byte = unsafe bytes[at]
            if (byte < 0x20 && byte != 0x09) || byte == 0x7f { areGood = false }
        }
        return areGood
    }

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
