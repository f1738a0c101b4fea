/// Writes small JSON objects; strings are escaped so that no byte of a peer can leave its string.
struct JSONText {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    mutating func open() {
        if needsComma { bytes.append(0x2c) }
        bytes.append(0x7b)
        needsComma = false
    }

    mutating func close() {
        bytes.append(0x7d)
        needsComma = true
    }

    mutating func openList() {
        bytes.append(0x5b)
        needsComma = false
    }

    mutating func closeList() {
        bytes.append(0x5d)
        needsComma = true
    }

    mutating func key(_ name: StaticString) {
        if needsComma { bytes.append(0x2c) }
        string(name.description.utf8)
        bytes.append(0x3a)
        needsComma = false
    }

    mutating func member(_ name: StaticString, _ value: some StringProtocol) {
        key(name)
        string(value.utf8)
        needsComma = true
    }

    mutating func member(_ name: StaticString, _ value: Int) {
        key(name)
        bytes += Array(String(value).utf8)
        needsComma = true
    }

    mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        bytes += Array((value ? "true" : "false").utf8)
        needsComma = true
    }

    mutating func memberNull(_ name: StaticString) {
        key(name)
        bytes += Array("null".utf8)
        needsComma = true
    }

    mutating func list(_ values: [String]) {
        bytes.append(0x5b)
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(0x2c) }
            string(value.utf8)
        }
        bytes.append(0x5d)
        needsComma = true
    }

    /// One string with everything escaped that JSON requires; bytes above 0x7f are copied, so the input must be UTF-8.
    mutating func string(_ text: some Sequence<UInt8>) {
        let hex = Array("0123456789abcdef".utf8)
        bytes.append(0x22)
        for byte in text {
            switch byte {
            case 0x22, 0x5c: bytes += [0x5c, byte]
            case 0x0a: bytes += [0x5c, 0x6e]
            case 0..<0x20, 0x7f: bytes += [0x5c, 0x75, 0x30, 0x30, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }
}
