internal import Cryptography
internal import Enforcement
internal import HTTPCore
internal import Routing
internal import Vocabulary

/// One pass over the credential slots of a request: what is filled, and whom it names.
///
/// An empty slot is not filled. Everything else in a slot must be one and the same agent's, whatever it looks like.
struct CredentialScan {
    private let directory: AgentDirectory
    private let now: Timestamp
    private let acceptsDemoKeys: Bool
    /// False: only find out whether a slot is filled; no digest is computed.
    private let resolves: Bool

    private(set) var slots: CredentialSlots = []
    private(set) var filled = 0
    private var agent: Int?
    private var origin = Digest.ofNobody
    private var hasUnknown = false
    private var hasDisagreement = false
    private var hasExpired = false
    private var hasRefusedDemo = false

    /// More filled places than any client has; above it nothing is looked up any more, and the request is refused.
    static let filledLimit = 8

    enum Verdict {
        case empty
        /// - Parameter agent: place in the directory. `origin` tells runs apart.
        case agent(Int, origin: Digest)
        case refused(IdentityRefusal.Code)
    }

    init(_ evidence: Evidence, directory: AgentDirectory, resolves: Bool) {
        self.directory = directory
        self.resolves = resolves
        now = evidence.now
        acceptsDemoKeys = evidence.isLoopbackListener || evidence.allowsDemoKeys
        readFields(evidence.head.fields)
        if !evidence.route.slots.isEmpty { readParameters(evidence) }
        if let certificate = evidence.clientCertificate { take(certificate: certificate) }
    }

    var verdict: Verdict {
        if filled == 0 { return .empty }
        if hasDisagreement || (hasUnknown && filled > 1) { return .refused(.credentialsDisagree) }
        guard let agent, !hasUnknown else { return .refused(.credentialUnknown) }
        if hasExpired { return .refused(.credentialExpired) }
        if hasRefusedDemo { return .refused(.demoKeyRefused) }
        return .agent(agent, origin: origin)
    }

    // MARK: where credentials stand

    private mutating func readFields(_ fields: FieldSection) {
        let bytes = fields.bytes.span
        for line in fields.lines {
            guard let field = line.known else { continue }
            if field == .authorization {
                readAuthorization(bytes.extracting(line.value.indices))
            } else if let slot = CredentialSlots.plain(field), !line.value.isEmpty {
                take(bytes.extracting(line.value.indices), from: slot)
            }
        }
    }

    /// `Bearer`, `token` and `Basic`, in any case; any other scheme is a credential of nobody here.
    private mutating func readAuthorization(_ value: Span<UInt8>) {
        var end = 0
        while end < value.count, value[end] != 0x20, value[end] != 0x09 { end += 1 }
        var start = end
        while start < value.count, value[start] == 0x20 || value[start] == 0x09 { start += 1 }
        let scheme = Scheme(value.extracting(0..<end))
        // Clients whose key is not set send the scheme alone: that is no credential.
        if value.isEmpty || (start == value.count && scheme != .other) { return }
        let rest = value.extracting(start..<value.count)
        switch scheme {
        case .bearer: take(rest, from: .authorization)
        case .basic: readBasic(rest)
        case .other: takeUnknown(from: .authorization)
        }
    }

    private enum Scheme {
        case bearer, basic, other

        init(_ text: Span<UInt8>) {
            if Scheme.isWord(text, Scheme.bearerWord) || Scheme.isWord(text, Scheme.tokenWord) {
                self = .bearer
            } else {
                self = Scheme.isWord(text, Scheme.basicWord) ? .basic : .other
            }
        }

        private static let bearerWord = Array("bearer".utf8)
        private static let tokenWord = Array("token".utf8)
        private static let basicWord = Array("basic".utf8)

        /// Only letters are in the words, so setting the case bit of anything else never makes one of them.
        private static func isWord(_ text: Span<UInt8>, _ word: [UInt8]) -> Bool {
            guard text.count == word.count else { return false }
            for index in text.indices where text[index] | 0x20 != word[index] { return false }
            return true
        }
    }

    /// Either half may hold the key, and some clients fill the other with a fixed word; two keys are two slots.
    private mutating func readBasic(_ value: Span<UInt8>) {
        guard let pair = Base64.decode(value), let colon = pair.firstIndex(of: 0x3a) else { return takeUnknown(from: .authorization) }
        if pair.count == 1 { return }
        let user = pair[..<colon]
        let password = pair[(colon + 1)...]
        let userIsKey = user.starts(with: CredentialScan.keyStart)
        let passwordIsKey = password.starts(with: CredentialScan.keyStart)
        if userIsKey { take(user.span, from: .authorization) }
        if passwordIsKey { take(password.span, from: .authorization) }
        if !userIsKey && !passwordIsKey { takeUnknown(from: .authorization) }
    }

    private static let keyStart = Array("bg_".utf8)

    private mutating func readParameters(_ evidence: Evidence) {
        if let query = evidence.head.query {
            readParameters(evidence.head.fields.bytes.span.extracting(query.indices), of: evidence.route, from: .query)
        }
        if let form = evidence.form { readParameters(form.span, of: evidence.route, from: .form) }
    }

    private mutating func readParameters(_ text: Span<UInt8>, of route: Route, from slot: CredentialSlots) {
        var cursor = ParameterCursor()
        while let parameter = cursor.next(in: text) {
            guard !parameter.value.isEmpty, route.declares(text.extracting(parameter.name), in: slot) else { continue }
            let value = text.extracting(parameter.value)
            if PercentText.needsDecoding(value) {
                let decoded = PercentText.decoded(value)
                take(decoded.span, from: slot)
            } else {
                take(value, from: slot)
            }
        }
    }

    // MARK: whom they name

    private mutating func take(_ text: Span<UInt8>, from slot: CredentialSlots) {
        guard let id = AgentKeyText.agentID(in: text) else { return takeUnknown(from: slot) }
        guard fill(slot) else { return }
        // An unknown id costs the same digest and comparison as a known one.
        let number = directory.index(ofID: text.extracting(id))
        let digest = SHA256.digest(of: text)
        let keys = number.map { directory.agents[$0].keys } ?? CredentialScan.decoy
        var found: AgentDirectory.Key?
        for key in keys where key.digest == digest { found = key }
        guard let number, let found else {
            hasUnknown = true
            return
        }
        if let expires = found.expires, now >= expires { hasExpired = true }
        if found.isDemo, !acceptsDemoKeys { hasRefusedDemo = true }
        agree(on: number, origin: found.origin)
    }

    private mutating func take(certificate: [UInt8]) {
        guard fill(.certificate) else { return }
        guard let digest = Digest(bytes: certificate), let number = directory.index(ofCertificate: digest) else {
            hasUnknown = true
            return
        }
        agree(on: number, origin: directory.agents[number].certificateOrigin)
    }

    private mutating func takeUnknown(from slot: CredentialSlots) {
        if fill(slot) { hasUnknown = true }
    }

    /// - Returns: whether the credential is to be looked up.
    private mutating func fill(_ slot: CredentialSlots) -> Bool {
        slots.insert(slot)
        filled += 1
        if filled > CredentialScan.filledLimit { hasDisagreement = true }
        return resolves && filled <= CredentialScan.filledLimit
    }

    /// The last slot names the run: a certificate comes last and stands above keys.
    private mutating func agree(on number: Int, origin: Digest) {
        if let agent, agent != number { hasDisagreement = true }
        agent = number
        self.origin = origin
    }

    private static let decoy = [AgentDirectory.Key(digest: .ofNobody, expires: nil, isDemo: false, origin: .ofNobody)]
}

extension Digest {
    /// What no text is known to have: stands where there is nothing to compare with.
    fileprivate static let ofNobody = Digest(bytes: [UInt8](repeating: 0, count: 32)) ?? SHA256.digest(of: [UInt8]())
}

extension Route {
    /// Whether `name` is, after one decoding, a declared slot; byte for byte, as Enforcement takes it out before forwarding.
    func declares(_ name: Span<UInt8>, in kind: CredentialSlots) -> Bool {
        for slot in slots {
            switch slot {
            case .query(let declared) where kind == .query: if PercentText.equals(name, declared) { return true }
            case .form(let declared) where kind == .form: if PercentText.equals(name, declared) { return true }
            default: continue
            }
        }
        return false
    }
}
