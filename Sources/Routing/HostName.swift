import Vocabulary

/// Names and addresses that only one host can be meant by.
enum HostName {
    /// - Returns: the name in lower case; nil unless `text` is 1 to 253 bytes of labels `[a-z0-9_-]`, or a literal address in its strict form.
    ///
    /// A name whose last label looks like a number is taken for an address by some resolvers (`127.1`, `0x7f000001`), so only strict addresses may.
    static func canonical(_ text: some Collection<UInt8>) -> [UInt8]? {
        let name = text.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        guard (1...253).contains(name.count) else { return nil }
        if name.contains(0x3a) { return Address(text: name).map { Array($0.description.utf8) } }
        let labels = name.split(separator: 0x2e, omittingEmptySubsequences: false)
        guard let last = labels.last, labels.allSatisfy(isLabel) else { return nil }
        if looksNumeric(last) { return Address(text: name) == nil ? nil : name }
        return name
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        guard (1...63).contains(label.count), label.first != 0x2d, label.last != 0x2d else { return false }
        return label.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x5f }
    }

    private static func looksNumeric(_ label: ArraySlice<UInt8>) -> Bool {
        label.allSatisfy { (0x30...0x39).contains($0) } || label.starts(with: [0x30, 0x78])
    }
}
