internal import HTTPCore

/// One thing an imitated API can do: which requests ask for it and what comes back.
struct Operation: Sendable {
    private let method: Method
    private let template: [ArraySlice<UInt8>]
    private let reply: @Sendable (Call, inout Serials) -> Reply

    /// - Parameter template: absolute path; a segment in braces takes any one non-empty segment, in order of `Call.captures`.
    init(_ method: Method, _ template: StaticString, reply: @escaping @Sendable (Call, inout Serials) -> Reply) {
        self.method = method
        self.template = Operation.segments(Array(template.description.utf8))
        self.reply = reply
    }

    /// The answer, where this is the operation asked for.
    func answer(_ arrival: Arrival, origin: String, serials: inout Serials) -> Reply? {
        guard arrival.method == method || (arrival.method == .head && method == .get) else { return nil }
        let segments = Operation.segments(arrival.path)
        guard segments.count == template.count else { return nil }
        var captures: [String] = []
        for (segment, wanted) in zip(segments, template) {
            if wanted.first == UInt8(ascii: "{"), !segment.isEmpty {
                captures.append(String(decoding: segment, as: UTF8.self))
            } else if segment != wanted {
                return nil
            }
        }
        return reply(Call(arrival: arrival, captures: captures, origin: origin), &serials)
    }

    private static func segments(_ path: [UInt8]) -> [ArraySlice<UInt8>] {
        path.split(separator: UInt8(ascii: "/"), maxSplits: 16, omittingEmptySubsequences: false)
    }
}

/// A request matched to its operation.
struct Call {
    let arrival: Arrival
    /// What stood in the template's braces.
    let captures: [String]
    /// Scheme and authority of this upstream, as it names itself in links.
    let origin: String

    var query: FormFields { FormFields(arrival.query) }

    /// The value sent under `name`, from a JSON or form body, whichever came; null where there is none.
    subscript(name: String) -> JSONValue {
        if let value = JSONReader.read(arrival.body) { return value[name] ?? .null }
        guard let text = FormFields(arrival.body)[name] else { return .null }
        return .string(text)
    }

    /// Like the subscript, with what the API assumes where nothing was sent.
    func sent(_ name: String, else assumed: JSONValue) -> JSONValue {
        let value = self[name]
        return value == .null ? assumed : value
    }
}
