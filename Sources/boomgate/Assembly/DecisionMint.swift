internal import Cryptography
internal import Vocabulary

/// Ids of decisions: 128 unpredictable bits, so that knowing one tells nothing about another. Confined to its loop.
final class DecisionMint {
    private var random = SecureRandom()

    func next() -> DecisionID {
        DecisionID(bytes: Base32.encode(high: random.next(), low: random.next(), prefix: "dec_"))
    }
}
