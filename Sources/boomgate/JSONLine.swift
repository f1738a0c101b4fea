/// One flat JSON object for `--json` answers.
struct JSONLine {
    enum Value {
        case text(String)
        case number(Int)
        case flag(Bool)
        case none
    }

    let text: String

    init(_ members: [(String, Value)]) {
        text = "{" + members.map { JSONLine.quoted($0.0) + ":" + JSONLine.value($0.1) }.joined(separator: ",") + "}"
    }

    private static func value(_ value: Value) -> String {
        switch value {
        case .text(let text): quoted(text)
        case .number(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .none: "null"
        }
    }

    private static func quoted(_ text: String) -> String {
        let hex = Array("0123456789abcdef".utf8)
        var bytes: [UInt8] = [0x22]
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5c: bytes += [0x5c, byte]
            case 0..<0x20: bytes += Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes + [0x22], as: UTF8.self)
    }
}
