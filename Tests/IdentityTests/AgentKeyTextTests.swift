import Cryptography
import Testing
import Vocabulary

@testable import Identity

private let secret = String(repeating: "x", count: 43)
private let longID = String(repeating: "i", count: 64)

private func id(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    return AgentKeyText.agentID(in: bytes.span).map { String(decoding: bytes[$0], as: UTF8.self) }
}

private func occurs(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return AgentKeyText.occurs(in: bytes.span)
}

@Suite struct `The text of a key` {
    @Test(arguments: [
        "", "bg_", "bg__\(secret)", "bg_a\(secret)", "bg_a-\(secret)", "bg_a_\(secret.dropLast())", "BG_a_\(secret)", "bg-a_\(secret)",
        " bg_a_\(secret)", "bg_a_\(secret) ", "bg_i\(longID)_\(secret)", "bg_a.b_\(secret)", "bg_\u{430}_\(secret)",
        "bg_a_\(secret.dropLast())+", "bg_a_\(secret.dropLast())=", "\u{ff42}g_a_\(secret)", "bg_a\u{ff3f}\(secret)xx",
    ])
    func `what only looks like one is none`(text: String) { #expect(id(text) == nil) }

    @Test func `ids of 1 and of 64 characters are read`() {
        #expect(id("bg_a_\(secret)") == "a")
        #expect(id("bg_\(longID)_\(secret)") == longID)
    }

    @Test func `it is split by length, so ids and secrets may hold the separator`() {
        let under = String(repeating: "_", count: 43)
        #expect(id("bg_a_b_\(secret)") == "a_b")
        #expect(id("bg____\(secret)") == "__")
        #expect(id("bg_a_\(under)") == "a")
        #expect(id("bg_\(under)_\(under)") == under)
    }

    @Test(arguments: [
        "", secret + secret, "bg_a_\(secret.dropLast())", "bg_a_xx/\(secret)", "bg__\(secret)", "bg_\(longID)i_\(secret)",
        "gb_a_\(secret)", "bg_a \(secret)",
    ])
    func `text without a key holds none`(text: String) { #expect(!occurs(text)) }

    @Test(arguments: ["", "/", "/v1/", "x", "bg_", "bg_bg_"], ["", "/", "x", "_", "&a=b"])
    func `a key is found whatever stands around it`(before: String, after: String) {
        #expect(occurs(before + "bg_a_\(secret)" + after))
        #expect(occurs(before + "bg_\(longID)_\(secret)" + after))
    }
}

@Suite struct `The mint of keys` {
    @Test(arguments: ["", longID + "i", "a b", "a/b", "\u{e9}"])
    func `an id outside the grammar gets no key`(agent: String) {
        var random = SecureRandom()
        #expect(KeyMint.mint(for: AgentID(agent), from: &random)?.digest == nil)
    }

    @Test(arguments: ["a", "support-1", "a_b_c", longID])
    func `a minted key names its agent and has the digest that is kept`(agent: String) throws {
        var random = SecureRandom()
        let minted = try #require(KeyMint.mint(for: AgentID(agent), from: &random))
        let text = minted.text.reveal()
        #expect(AgentKeyText.lengths.contains(text.count))
        #expect(AgentKeyText.agentID(in: text.span).map { Array(text[$0]) } == Array(agent.utf8))
        #expect(SHA256.digest(of: text) == minted.digest)
        #expect("\(minted.text)" == "<redacted>")
    }

    @Test func `no two keys are alike`() throws {
        var random = SecureRandom()
        var seen: Set<[UInt8]> = []
        for _ in 0..<500 { seen.insert(try #require(KeyMint.mint(for: "a", from: &random)).text.reveal()) }
        #expect(seen.count == 500)
    }
}
