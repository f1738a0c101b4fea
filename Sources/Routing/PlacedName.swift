/// `query:name`, `form:name`, `header:name` or `body:/pointer`, as route maps name places in a request.
enum PlacedName: Equatable {
    case query([UInt8])
    case form([UInt8])
    /// Lower case.
    case header([UInt8])
    /// An RFC 6901 pointer, `/` first.
    case body([UInt8])

    /// - Returns: nil where the place is unknown or what follows cannot be a name there.
    init?(_ text: [UInt8]) {
        guard let colon = text.firstIndex(of: 0x3a) else { return nil }
        let name = Array(text[(colon + 1)...])
        guard (1...200).contains(name.count) else { return nil }
        switch String(decoding: text[..<colon], as: UTF8.self) {
        case "query": self = .query(name)
        case "form": self = .form(name)
        case "header":
            guard let field = FieldName.canonical(name) else { return nil }
            self = .header(field)
        case "body":
            guard PlacedName.isPointer(name) else { return nil }
            self = .body(name)
        default: return nil
        }
    }

    private static func isPointer(_ text: [UInt8]) -> Bool {
        guard text.first == 0x2f else { return false }
        return text.indices.allSatisfy { at in text[at] != 0x7e || (at + 1 < text.count && (text[at + 1] == 0x30 || text[at + 1] == 0x31)) }
    }
}
