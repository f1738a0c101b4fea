internal import HTTPCore
internal import Routing

/// Takes parameters out of queries and forms by name: declared credentials, and what a repeat may change. Every other byte stays as it is.
enum ParameterRemoval {
    static func query(_ query: ArraySlice<UInt8>?, slots: [DeclaredSlot]) -> [UInt8]? {
        guard let query else { return nil }
        let names = slots.compactMap { if case .query(let name) = $0 { name } else { nil } }
        guard !names.isEmpty else { return Array(query) }
        let kept = without(names, in: query)
        // A query that held only the credential is gone with it.
        return kept.isEmpty && !query.isEmpty ? nil : kept
    }

    static func form(_ form: [UInt8], slots: [DeclaredSlot]) -> [UInt8] {
        without(slots.compactMap { if case .form(let name) = $0 { name } else { nil } }, in: form[...])
    }

    static func without(_ names: [[UInt8]], in parameters: ArraySlice<UInt8>) -> [UInt8] {
        var kept: [UInt8] = []
        var isFirst = true
        for parameter in parameters.split(separator: 0x26, omittingEmptySubsequences: false) {
            let name = decoded(parameter.prefix { $0 != 0x3d })
            if names.contains(name) { continue }
            if !isFirst { kept.append(0x26) }
            kept += parameter
            isFirst = false
        }
        return kept
    }

    /// A parameter name after one decoding: `+` is a space, `%XX` a byte; a broken escape stays as written.
    private static func decoded(_ name: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var at = name.startIndex
        while at < name.endIndex {
            if name[at] == 0x25, name.endIndex - at >= 3, let high = Octet.hexValue(name[at + 1]), let low = Octet.hexValue(name[at + 2]) {
                bytes.append(high << 4 | low)
                at += 3
            } else {
                bytes.append(name[at] == 0x2b ? 0x20 : name[at])
                at += 1
            }
        }
        return bytes
    }
}
