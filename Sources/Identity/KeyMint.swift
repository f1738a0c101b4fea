public import Cryptography
public import Vocabulary

/// Makes agents' keys; there is no other way to a key.
public enum KeyMint {
    /// A key as it is shown once, and what agents.yaml keeps of it.
    public struct MintedKey: Sendable {
        /// `bg_<id>_<43 characters>`.
        public let text: Secret
        /// SHA-256 of the whole text.
        public let digest: Digest
    }

    /// - Returns: nil where `agent` is not 1..64 of `[A-Za-z0-9_-]`.
    public static func mint(for agent: AgentID, from random: inout SecureRandom) -> MintedKey? {
        guard AgentKeyText.isAgentID(agent.bytes) else { return nil }
        let secret = Base64URL.encode(random.bytes(AgentKeyText.secretBytes))
        let text = Array("bg_".utf8) + agent.bytes + Array("_".utf8) + secret
        return MintedKey(text: Secret(text), digest: SHA256.digest(of: text))
    }
}
