internal import HTTPCore
internal import Routing

/// What of an upstream's answer head passes to the agent, and what its locations become (docs/wire.md, "Header fields of answers").
struct ResponseFieldRules {
    let route: Route
    /// `scheme://authority` of this gateway as the agent wrote it; asked for only where a reference is rewritten.
    let ownOrigin: () -> [UInt8]

    /// What was done to one head.
    struct Cleaned {
        var head: ResponseHead
        var didRewrite = false
        var didDropLink = false
    }

    enum Fault: Error, Equatable {
        /// A Location leaves the upstream for a host the route does not list.
        case redirectRefused
    }

    func clean(_ received: ResponseHead) throws(Fault) -> Cleaned {
        var cleaned = Cleaned(head: ResponseHead(status: received.status))
        cleaned.head.fields.reserve(bytes: received.fields.bytes.count + 128, lines: received.fields.lines.count + 3)
        let named = connectionOptions(received.fields)
        for line in received.fields.lines {
            let name = received.fields.name(line)
            if !named.isEmpty, named.contains(where: { $0.elementsEqual(name) }) { continue }
            guard let known = line.known else {
                if !name.starts(with: "boomgate-".utf8) { cleaned.head.fields.append(line, of: received.fields) }
                continue
            }
            switch ResponseFieldRules.rules[Int(known.rawValue)] {
            case .pass: cleaned.head.fields.append(line, of: received.fields)
            case .drop: continue
            case .setCookie: if route.forwardsSetCookie { cleaned.head.fields.append(line, of: received.fields) }
            case .location: try appendLocation(received.fields.value(line), known, to: &cleaned)
            case .link: appendLinks(received.fields.value(line), to: &cleaned)
            }
        }
        return cleaned
    }

    // MARK: locations

    /// What one reference becomes: itself, the mount's, or nothing that may pass.
    enum Rewritten: Equatable {
        case unchanged
        case mounted([UInt8])
        case listed
        case foreign
    }

    /// Absolute references under the upstream's base become the mount's; so do absolute paths. Relative ones stay.
    func rewrite(_ reference: ArraySlice<UInt8>) -> Rewritten {
        if reference.starts(with: "//".utf8) { return .foreign }
        if reference.first == 0x2f {
            guard let rest = belowBase(reference) else { return .foreign }
            return .mounted(route.mount.pathPrefix + rest)
        }
        guard let schemeEnd = schemeLength(reference) else { return .unchanged }
        let origin = route.upstream.origin
        let afterScheme = reference.dropFirst(schemeEnd)
        guard afterScheme.starts(with: "//".utf8) else { return .foreign }
        let authorityEnd = afterScheme.dropFirst(2).firstIndex { $0 == 0x2f || $0 == 0x3f || $0 == 0x23 } ?? reference.endIndex
        let foundOrigin = reference[..<authorityEnd].map(Octet.lowered)
        if foundOrigin == origin || foundOrigin == route.upstream.originWithPort {
            let path = reference[authorityEnd...]
            guard let rest = belowBase(path.isEmpty ? [0x2f] : path) else { return .foreign }
            return .mounted(ownOrigin() + route.mount.pathPrefix + rest)
        }
        let host = foundOrigin.dropFirst(schemeEnd + 2)
        let isWeb = foundOrigin.starts(with: "https://".utf8) || foundOrigin.starts(with: "http://".utf8)
        return isWeb && route.redirects.contains { $0.elementsEqual(host) } ? .listed : .foreign
    }

    private func appendLocation(_ value: ArraySlice<UInt8>, _ field: KnownField, to cleaned: inout Cleaned) throws(Fault) {
        switch rewrite(value) {
        case .unchanged, .listed: cleaned.head.fields.append(field, value)
        case .mounted(let location):
            cleaned.head.fields.append(field, location)
            cleaned.didRewrite = true
        case .foreign: throw .redirectRefused
        }
    }

    /// Members under the base are rewritten; members of other origins are left out, the rest of the field stays.
    private func appendLinks(_ value: ArraySlice<UInt8>, to cleaned: inout Cleaned) {
        var kept: [UInt8] = []
        for member in ResponseFieldRules.linkMembers(value) {
            guard member.first == 0x3c, let close = member.firstIndex(of: 0x3e) else {
                cleaned.didDropLink = true
                continue
            }
            let target: [UInt8]
            switch rewrite(member[(member.startIndex + 1)..<close]) {
            case .unchanged, .listed: target = Array(member[(member.startIndex + 1)..<close])
            case .mounted(let location):
                target = location
                cleaned.didRewrite = true
            case .foreign:
                cleaned.didDropLink = true
                continue
            }
            if !kept.isEmpty { kept += [0x2c, 0x20] }
            kept += [0x3c] + target + member[close...]
        }
        if !kept.isEmpty { cleaned.head.fields.append(.link, kept) }
    }

    /// Splits at commas outside `<>` and quotes.
    static func linkMembers(_ value: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var members: [ArraySlice<UInt8>] = []
        var start = value.startIndex
        var isInTarget = false
        var isQuoted = false
        for at in value.indices {
            switch value[at] {
            case 0x3c where !isQuoted: isInTarget = true
            case 0x3e where !isQuoted: isInTarget = false
            case 0x22 where !isInTarget: isQuoted.toggle()
            case 0x2c where !isInTarget && !isQuoted:
                members.append(CommaList.trimmed(value[start..<at]))
                start = at + 1
            default: continue
            }
        }
        members.append(CommaList.trimmed(value[start...]))
        return members.filter { !$0.isEmpty }
    }

    private func belowBase(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let base = route.upstream.basePath
        guard path.starts(with: base) else { return nil }
        let rest = path.dropFirst(base.count)
        guard let next = rest.first else { return rest }
        return next == 0x2f || next == 0x3f || next == 0x23 ? rest : nil
    }

    /// Bytes of `scheme:` at the start; nil for a relative reference.
    private func schemeLength(_ reference: ArraySlice<UInt8>) -> Int? {
        guard let colon = reference.firstIndex(of: 0x3a) else { return nil }
        let scheme = reference[..<colon]
        let isScheme =
            !scheme.isEmpty && scheme.allSatisfy { isLetter($0) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2b || $0 == 0x2d || $0 == 0x2e }
        return isScheme ? scheme.count + 1 : nil
    }

    private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }

    /// Fields that the upstream's Connection names are hop-by-hop for this answer.
    private func connectionOptions(_ fields: FieldSection) -> [[UInt8]] {
        guard let value = fields.first(.connection) else { return [] }
        // What nearly every upstream says names no field.
        if value.elementsEqual("keep-alive".utf8) || value.elementsEqual("close".utf8) { return [] }
        return CommaList(value).map { $0.map(Octet.lowered) }
    }

    // MARK: the table

    private enum Rule: UInt8 { case pass, drop, setCookie, location, link }

    private static let rules: [Rule] = KnownField.allCases.map { field in
        switch field {
        case .connection, .keepAlive, .proxyConnection, .proxyAuthenticate, .proxyAuthorization, .te, .trailer, .transferEncoding, .upgrade,
            .contentLength, .wwwAuthenticate, .altSvc, .strictTransportSecurity, .clearSiteData, .refresh, .xShouldRetry,
            .stripeShouldRetry,
            .boomgateRun, .boomgateRunLabel, .boomgateDecision, .boomgateWarning, .boomgateReplayed:
            .drop
        case .setCookie: .setCookie
        case .location, .contentLocation: .location
        case .link: .link
        default: .pass
        }
    }
}
