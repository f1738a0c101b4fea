/// One answer as it came over the wire.
struct Answer {
    /// How the answer ended; a cut one must never look whole.
    enum Ending: Equatable { case whole, cut }

    var status = 0
    /// Status codes of the interim heads before it.
    var interim: [Int] = []
    /// Names in the spelling received.
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []
    var ending = Ending.whole
    /// The head and interim heads, byte for byte.
    var headText = ""

    var text: String { String(decoding: body, as: UTF8.self) }

    /// Everything that was received, to search through.
    var everything: String { headText + text }

    func all(_ name: String) -> [String] { fields.filter { $0.name.lowercased() == name }.map(\.value) }
    subscript(_ name: String) -> String? { all(name).first }

    /// The value of a member of a JSON body, where that is a string; enough for our own answers.
    func member(_ name: String) -> String? {
        guard let start = text.firstRange(of: "\"\(name)\":\"")?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != "\"" })
    }

    /// What our answers say of a repeat.
    var isRetryable: Bool { text.contains("\"retryable\":true") }
}

/// One request as an upstream read it.
struct Arrival {
    let line: String
    let fields: [(name: String, value: String)]
    let body: [UInt8]
    let raw: String

    init(_ bytes: [UInt8]) {
        raw = String(decoding: bytes, as: UTF8.self)
        let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) ?? bytes.endIndex..<bytes.endIndex
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        line = lines.first.map(String.init) ?? ""
        fields = lines.dropFirst().map(Arrival.field)
        body = Array(bytes[end.upperBound...])
    }

    static func field(_ line: Substring) -> (name: String, value: String) {
        let name = line.prefix { $0 != ":" }
        let value = line.dropFirst(name.count + 1).drop { $0 == " " }
        return (String(name), String(value))
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    func all(_ name: String) -> [String] { fields.filter { $0.name.lowercased() == name }.map(\.value) }
    subscript(_ name: String) -> String? { all(name).first }
}
