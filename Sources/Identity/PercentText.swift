internal import Cryptography

/// Parameter names and values of queries and forms, after one decoding: `+` is a space, `%XX` a byte, a broken escape stays as written.
enum PercentText {
    static func needsDecoding(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] == 0x25 || text[index] == 0x2b { return true }
        return false
    }

    static func decoded(_ text: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var position = 0
        while let byte = next(in: text, at: &position) { bytes.append(byte) }
        return bytes
    }

    /// Whether `text` decodes to exactly `name`.
    static func equals(_ text: Span<UInt8>, _ name: [UInt8]) -> Bool {
        var position = 0
        for expected in name {
            guard next(in: text, at: &position) == expected else { return false }
        }
        return position == text.count
    }

    /// Whether `text` decodes to `name` in any case, also with an index behind it (`name[]`, `name[0]`), which many servers drop.
    ///
    /// - Parameter name: lower case.
    static func resembles(_ text: Span<UInt8>, _ name: [UInt8]) -> Bool {
        guard text.count >= name.count else { return false }
        var position = 0
        for expected in name {
            guard let byte = next(in: text, at: &position) else { return false }
            let lower = (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
            guard lower == expected else { return false }
        }
        guard let after = next(in: text, at: &position) else { return true }
        return after == 0x5b
    }

    private static func next(in text: Span<UInt8>, at position: inout Int) -> UInt8? {
        guard position < text.count else { return nil }
        let byte = text[position]
        if byte == 0x25, position + 2 < text.count, let high = Hex.value(of: text[position + 1]),
            let low = Hex.value(of: text[position + 2])
        {
            position += 3
            return high << 4 | low
        }
        position += 1
        return byte == 0x2b ? 0x20 : byte
    }
}
