import Documents
import Vocabulary

extension GatewaySettingsReader {
    /// As the Host field carries it: IPv6 in brackets.
    static func hostText(_ address: Address) -> [UInt8] {
        let text = address.description
        return Array((text.utf8.contains(0x3a) ? "[" + text + "]" : text).utf8)
    }

    /// A host name in lower case, or a literal address in its one spelling; nil for anything else, a port included.
    static func hostName(_ text: [UInt8]) -> [UInt8]? {
        let inner = text.first == 0x5b && text.last == 0x5d ? Array(text.dropFirst().dropLast()) : text
        if let address = Address(text: inner) {
            // Brackets hold IPv6 only.
            return inner.count != text.count && !inner.contains(0x3a) ? nil : hostText(address)
        }
        let labels = text.split(separator: 0x2e, omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != 0x2d && label.last != 0x2d
                && label.allSatisfy { $0 != 0x2e && KeyType.Charset.word.contains($0) }
        }
        return isName ? text.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 } : nil
    }
}
