/// What the user wrote, in backticks, safe for a terminal: printable ASCII as is, other bytes as `\xNN`, cut after 64 bytes.
public func quoted(_ bytes: some Collection<UInt8>) -> String {
    let hex = Array("0123456789abcdef".utf8)
    var text: [UInt8] = [0x60]
    for byte in bytes.prefix(64) {
        if byte >= 0x20, byte < 0x7f {
            text.append(byte)
        } else {
            text += [0x5c, 0x78, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        }
    }
    if bytes.count > 64 { text += Array("...".utf8) }
    text.append(0x60)
    return String(decoding: text, as: UTF8.self)
}

/// `a`, `a or b`, `a, b or c`: the end of a message that says what was expected.
public func alternatives(_ words: [String]) -> String {
    guard let last = words.last else { return "nothing" }
    return words.count == 1 ? last : words.dropLast().joined(separator: ", ") + " or " + last
}
