internal import Cryptography

/// The shape of an agent's key: `bg_<id>_<43 base64url characters>`, which name the agent and hold 32 random bytes.
enum AgentKeyText {
    static let secretBytes = 32
    /// 32 bytes in base64url without padding.
    static let secretCharacters = 43
    static let idLimit = 64
    /// Characters of the shortest and the longest key.
    static let lengths = 48...111

    private static let prefix: (UInt8, UInt8, UInt8) = (0x62, 0x67, 0x5f)
    private static let separator: UInt8 = 0x5f

    /// Where the agent's id lies in `text`; nil where it is no key.
    ///
    /// Split by length from the end: ids and secrets may both hold `_`.
    static func agentID(in text: Span<UInt8>) -> Range<Int>? {
        guard lengths.contains(text.count), startsKey(text, at: 0) else { return nil }
        let end = text.count - secretCharacters - 1
        guard text[end] == separator else { return nil }
        for index in 3..<text.count where !Base64URL.isCharacter(text[index]) { return nil }
        return 3..<end
    }

    /// Whether any stretch of `text` is a key, whatever stands before and after it.
    static func occurs(in text: Span<UInt8>) -> Bool {
        guard text.count >= lengths.lowerBound else { return false }
        for start in 0...(text.count - lengths.lowerBound) where text[start] == prefix.0 && startsKey(text, at: start) {
            if continuesKey(text, from: start + 3) { return true }
        }
        return false
    }

    static func isAgentID(_ id: [UInt8]) -> Bool { (1...idLimit).contains(id.count) && id.allSatisfy(Base64URL.isCharacter) }

    private static func startsKey(_ text: Span<UInt8>, at start: Int) -> Bool {
        text[start] == prefix.0 && text[start + 1] == prefix.1 && text[start + 2] == prefix.2
    }

    /// Ids, separator and secret share one alphabet: what counts is a `_` with 1...64 characters before it and 43 after it.
    private static func continuesKey(_ text: Span<UInt8>, from start: Int) -> Bool {
        let limit = min(text.count, start + idLimit + 1 + secretCharacters)
        var end = start
        while end < limit, Base64URL.isCharacter(text[end]) { end += 1 }
        let last = end - secretCharacters - 1
        guard last > start else { return false }
        for index in (start + 1)...last where text[index] == separator { return true }
        return false
    }
}
