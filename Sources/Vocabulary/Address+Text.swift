extension Address: CustomStringConvertible {
    /// Reads the strict text forms only: four decimal octets without leading zeros, or RFC 4291 §2.2 without a zone.
    ///
    /// Lenient forms (`127.1`, `0177.0.0.1`, `0x7f000001`) are how a loopback address passes for something else.
    /// - Returns: nil for any other text.
    public init?(text: some Collection<UInt8>) {
        let bytes = Array(text.prefix(46))
        guard bytes.count <= 45 else { return nil }
        if bytes.contains(0x3a) {
            guard let words = Address.v6Words(bytes) else { return nil }
            self.init(high: Address.joined(words[0..<4]), low: Address.joined(words[4..<8]))
        } else {
            guard let octets = Address.v4Octets(bytes[...]) else { return nil }
            self.init(v4: octets)
        }
    }

    /// Dotted decimal for IPv4 (the v4-mapped form included), RFC 5952 for IPv6.
    public var description: String {
        if isV4 { return "\(low >> 24 & 255).\(low >> 16 & 255).\(low >> 8 & 255).\(low & 255)" }
        let words = (0..<8).map { UInt16(truncatingIfNeeded: ($0 < 4 ? high : low) >> UInt64(48 - 16 * ($0 & 3))) }
        var best = 0..<0
        var at = 0
        while at < 8 {
            let end = words[at...].firstIndex { $0 != 0 } ?? 8
            if end - at > best.count, end - at > 1 { best = at..<end }
            at = max(end, at + 1)
        }
        let hex: (Range<Int>) -> String = { range in words[range].map { String($0, radix: 16) }.joined(separator: ":") }
        return best.isEmpty ? hex(0..<8) : hex(0..<best.lowerBound) + "::" + hex(best.upperBound..<8)
    }

    private static func joined(_ words: ArraySlice<UInt16>) -> UInt64 { words.reduce(0) { $0 << 16 | UInt64($1) } }

    private static func v4Octets(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: 0x2e, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard let octet = decimal(part, max: 255) else { return nil }
            address = address << 8 | UInt32(octet)
        }
        return address
    }

    private static func v6Words(_ bytes: [UInt8]) -> [UInt16]? {
        // `::` once at most, so it splits the text into a head and a tail.
        var gap: Int?
        for at in bytes.indices.dropLast() where bytes[at] == 0x3a && bytes[at + 1] == 0x3a {
            guard gap == nil else { return nil }
            gap = at
        }
        guard let gap else {
            guard let words = v6Part(bytes[...], mayEndInV4: true), words.count == 8 else { return nil }
            return words
        }
        guard let head = v6Part(bytes[..<gap], mayEndInV4: false), let tail = v6Part(bytes[(gap + 2)...], mayEndInV4: true) else {
            return nil
        }
        guard head.count + tail.count <= 7 else { return nil }
        return head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    private static func v6Part(_ bytes: ArraySlice<UInt8>, mayEndInV4: Bool) -> [UInt16]? {
        guard !bytes.isEmpty else { return [] }
        let parts = bytes.split(separator: 0x3a, omittingEmptySubsequences: false)
        guard parts.count <= 8 else { return nil }
        var words: [UInt16] = []
        for (number, part) in parts.enumerated() {
            if number == parts.count - 1, mayEndInV4, part.contains(0x2e) {
                guard let octets = v4Octets(part) else { return nil }
                words += [UInt16(octets >> 16), UInt16(truncatingIfNeeded: octets)]
            } else {
                guard let word = hexWord(part) else { return nil }
                words.append(word)
            }
        }
        return words
    }

    private static func hexWord(_ part: ArraySlice<UInt8>) -> UInt16? {
        guard (1...4).contains(part.count) else { return nil }
        var word: UInt16 = 0
        for byte in part {
            switch byte {
            case 0x30...0x39: word = word << 4 | UInt16(byte - 0x30)
            case 0x41...0x46: word = word << 4 | UInt16(byte - 0x37)
            case 0x61...0x66: word = word << 4 | UInt16(byte - 0x57)
            default: return nil
            }
        }
        return word
    }

    /// Digits without leading zeros, at most `max`.
    static func decimal(_ digits: some Collection<UInt8>, max: Int) -> Int? {
        guard (1...3).contains(digits.count), digits.first != 0x30 || digits.count == 1 else { return nil }
        var number = 0
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return number <= max ? number : nil
    }
}
