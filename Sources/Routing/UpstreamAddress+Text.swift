import Documents

extension UpstreamAddress {
    /// Why a text is no upstream.
    enum TextError: Error, Equatable {
        case scheme
        case userinfo
        case queryOrFragment
        case host
        case port
        case basePath(String)

        var message: String {
            switch self {
            case .scheme: "expected `https://host[:port][/base]`"
            case .userinfo: "a user name or password does not belong in a URL; expected `credential`"
            case .queryOrFragment: "an upstream has no query and no fragment; expected `https://host[:port][/base]`"
            case .host: "expected a host name, or a literal address in its plain form"
            case .port: "expected a port from 1 to 65535"
            case .basePath(let why): "\(why); expected a canonical base path without a trailing `/`"
            }
        }
    }

    /// Reads `scheme://host[:port][/base]` strictly; a lone `/` after the authority is no base path.
    init(parsing text: [UInt8]) throws(TextError) {
        let isSecure = text.starts(with: "https://".utf8)
        guard isSecure || text.starts(with: "http://".utf8) else { throw .scheme }
        let rest = text[(isSecure ? 8 : 7)...]
        if rest.contains(0x3f) || rest.contains(0x23) { throw .queryOrFragment }
        let slash = rest.firstIndex(of: 0x2f) ?? rest.endIndex
        let authority = rest[..<slash]
        if authority.contains(0x40) { throw .userinfo }
        let (name, port) = try UpstreamAddress.split(authority)
        guard let host = HostName.canonical(name), host.contains(0x3a) == (authority.first == 0x5b) else { throw .host }
        self.init(
            isSecure: isSecure, host: host, port: port ?? (isSecure ? 443 : 80), basePath: try UpstreamAddress.basePath(rest[slash...]))
    }

    private static func split(_ authority: ArraySlice<UInt8>) throws(TextError) -> (name: ArraySlice<UInt8>, port: UInt16?) {
        var name = authority
        var after = authority[authority.endIndex...]
        if authority.first == 0x5b {
            guard let close = authority.firstIndex(of: 0x5d) else { throw .host }
            name = authority[(authority.startIndex + 1)..<close]
            after = authority[(close + 1)...]
        } else if let colon = authority.firstIndex(of: 0x3a) {
            name = authority[..<colon]
            after = authority[colon...]
        }
        if after.isEmpty { return (name, nil) }
        guard after.first == 0x3a, let port = DecimalText.read(after.dropFirst()), (1...65_535).contains(port) else { throw .port }
        return (name, UInt16(port))
    }

    private static func basePath(_ text: ArraySlice<UInt8>) throws(TextError) -> [UInt8] {
        if text.count <= 1 { return [] }
        let path = ParsedPath(text)
        if let defect = path.defect ?? path.doubt(from: 0) { throw .basePath(defect.fault.reason) }
        if path.hasTrailingSlash { throw .basePath("the base path ends with `/`") }
        guard path.bytes.elementsEqual(text) else { throw .basePath("the base path is percent-encoded without need") }
        return path.bytes
    }
}
