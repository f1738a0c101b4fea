internal import HTTPCore
internal import Routing

/// The places of a request that were found to hold a credential.
struct CredentialSlots: OptionSet {
    let rawValue: UInt8

    static let authorization = CredentialSlots(rawValue: 1)
    static let xApiKey = CredentialSlots(rawValue: 2)
    static let apiKey = CredentialSlots(rawValue: 4)
    static let xGoogApiKey = CredentialSlots(rawValue: 8)
    static let privateToken = CredentialSlots(rawValue: 16)
    static let query = CredentialSlots(rawValue: 32)
    static let form = CredentialSlots(rawValue: 64)
    static let certificate = CredentialSlots(rawValue: 128)

    /// The slot whose whole value is the credential; nil for Authorization, which has a scheme, and for every other field.
    static func plain(_ field: KnownField) -> CredentialSlots? {
        switch field {
        case .xApiKey: .xApiKey
        case .apiKey: .apiKey
        case .xGoogApiKey: .xGoogApiKey
        case .privateToken: .privateToken
        default: nil
        }
    }

    /// For the agent: the names of the slots, never a value.
    func names(on route: Route) -> String {
        var names: [String] = []
        if contains(.authorization) { names.append("Authorization") }
        if contains(.xApiKey) { names.append("X-Api-Key") }
        if contains(.apiKey) { names.append("api-key") }
        if contains(.xGoogApiKey) { names.append("x-goog-api-key") }
        if contains(.privateToken) { names.append("PRIVATE-TOKEN") }
        for slot in route.slots {
            switch slot {
            case .query(let name) where contains(.query): names.append("the query parameter `\(String(decoding: name, as: UTF8.self))`")
            case .form(let name) where contains(.form): names.append("the form parameter `\(String(decoding: name, as: UTF8.self))`")
            default: break
            }
        }
        if contains(.certificate) { names.append("the client certificate") }
        guard let last = names.popLast() else { return "" }
        return names.isEmpty ? last : names.joined(separator: ", ") + " and " + last
    }

    /// Where a client may put its key.
    static let advice = "Authorization (Bearer, token or Basic), X-Api-Key, api-key, x-goog-api-key or PRIVATE-TOKEN"
}
