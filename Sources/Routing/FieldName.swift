import HTTPCore

/// Field names that a route map may name.
enum FieldName {
    /// - Returns: the name in lower case; nil unless 1 to 64 of `[A-Za-z0-9-]`.
    static func canonical(_ text: [UInt8]) -> [UInt8]? {
        let name = text.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        let isName =
            (1...64).contains(name.count) && name.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
        return isName ? name : nil
    }

    /// Whether only the gateway may say what this field holds: framing, hop-by-hop, what describes the body, and our own.
    ///
    /// - Parameter name: lower case.
    static func isReserved(_ name: [UInt8]) -> Bool {
        if [Array("boomgate-".utf8), Array("proxy-".utf8), Array("content-".utf8), Array("x-forwarded-".utf8)].contains(where: {
            name.starts(with: $0)
        }) {
            return true
        }
        guard let known = KnownField(name: name[...]) else { return false }
        switch known {
        case .host, .connection, .transferEncoding, .te, .trailer, .upgrade, .keepAlive, .expect, .setCookie, .accept, .acceptEncoding,
            .range,
            .date:
            return true
        default: return false
        }
    }
}
