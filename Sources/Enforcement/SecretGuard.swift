internal import Routing
internal import Vocabulary

/// Keeps our own credential from coming back in an upstream's error text.
struct SecretGuard {
    /// Bodies up to this many bytes are looked through.
    static let inspectedBytes = 64 * 1024

    private let needles: [[UInt8]]

    /// The whole field value, and its last word: `Bearer sk_...` may come back without `Bearer`.
    init?(_ credential: Credential?) {
        guard let value = credential?.value.reveal(), !value.isEmpty else { return nil }
        let word = value.split(separator: 0x20).last.map(Array.init) ?? value
        // Shorter words would match ordinary text.
        needles = [value, word].filter { $0.count >= 8 }
        if needles.isEmpty { return nil }
    }

    func isFound(in body: [UInt8]) -> Bool { needles.contains { contains(body, $0) } }

    private func contains(_ body: [UInt8], _ needle: [UInt8]) -> Bool {
        guard body.count >= needle.count, let first = needle.first else { return false }
        for start in 0...(body.count - needle.count) where body[start] == first {
            if body[start..<(start + needle.count)].elementsEqual(needle) { return true }
        }
        return false
    }
}
