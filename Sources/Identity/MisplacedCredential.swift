internal import Enforcement
internal import HTTPCore
internal import Routing

/// A credential where the route declares no slot: it would reach the upstream, and every log on the way.
struct MisplacedCredential {
    /// For the agent; holds no byte of the request.
    let detail: String

    /// - Returns: nil where target and form are free of credentials outside declared slots.
    static func find(in evidence: Evidence) -> MisplacedCredential? {
        let bytes = evidence.head.fields.bytes.span
        if holdsKey(bytes.extracting(evidence.head.path.indices)) { return MisplacedCredential(detail: keyDetail("path")) }
        if let query = evidence.head.query,
            let found = find(in: bytes.extracting(query.indices), of: evidence.route, from: .query, place: "query")
        {
            return found
        }
        guard let form = evidence.form else { return nil }
        return find(in: form.span, of: evidence.route, from: .form, place: "form")
    }

    private static func find(
        in text: Span<UInt8>, of route: Route, from kind: CredentialSlots, place: StaticString
    ) -> MisplacedCredential? {
        var cursor = ParameterCursor()
        while let parameter = cursor.next(in: text) {
            let name = text.extracting(parameter.name)
            if !route.slots.isEmpty, route.declares(name, in: kind) { continue }
            for credential in credentialNames where PercentText.resembles(name, credential) {
                return MisplacedCredential(
                    detail:
                        "the \(place) parameter `\(String(decoding: credential, as: UTF8.self))` carries a credential, and this route declares no such slot; put the agent's key in \(CredentialSlots.advice)"
                )
            }
            if holdsKey(text.extracting(parameter.whole)) { return MisplacedCredential(detail: keyDetail(place)) }
        }
        return nil
    }

    /// Any agent's key, known or not, raw or after one decoding.
    private static func holdsKey(_ text: Span<UInt8>) -> Bool {
        guard text.count >= AgentKeyText.lengths.lowerBound else { return false }
        if AgentKeyText.occurs(in: text) { return true }
        guard PercentText.needsDecoding(text) else { return false }
        let decoded = PercentText.decoded(text)
        return AgentKeyText.occurs(in: decoded.span)
    }

    private static func keyDetail(_ place: StaticString) -> String {
        "an agent's key stands in the \(place), outside a declared slot; put it in \(CredentialSlots.advice), and have this key replaced"
    }

    /// Lower case; compared in any case after one decoding.
    private static let credentialNames: [[UInt8]] = [
        "access_token", "private_token", "api_key", "sudo", "x-amz-signature", "x-amz-credential", "x-goog-signature",
    ].map { Array($0.utf8) }
}
