/// Names and values of a query or of a form body, decoded once, in order.
struct FormFields: Sendable, Equatable {
    let pairs: [(name: String, value: String)]

    /// BOUND: 100 pairs; later ones are not read.
    init(_ bytes: some Collection<UInt8>) {
        pairs = bytes.split(separator: UInt8(ascii: "&"), maxSplits: 100).prefix(100).map { pair in
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return (FormFields.decoded(halves[0]), halves.count > 1 ? FormFields.decoded(halves[1]) : "")
        }
    }

    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// The value as a positive number of at most six digits.
    func number(_ name: String) -> Int? {
        guard let text = self[name], (1...6).contains(text.utf8.count) else { return nil }
        var value = 0
        for byte in text.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value > 0 ? value : nil
    }

    static func == (left: FormFields, right: FormFields) -> Bool { left.pairs.elementsEqual(right.pairs) { $0 == $1 } }

    private static func decoded(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        var rest = Array(bytes)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, let high = HexDigit.value(rest[rest.startIndex]),
                let low = HexDigit.value(rest[rest.startIndex + 1])
            {
                text.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                text.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
