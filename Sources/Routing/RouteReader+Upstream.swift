import Documents
import Vocabulary

extension RouteReader {
    func upstream() -> UpstreamAddress? {
        guard let text = reader.text("upstream") else { return nil }
        let mayBeInsecure = reader.boolean("insecure")?.value ?? false
        let address: UpstreamAddress
        do { address = try UpstreamAddress(parsing: text.value) } catch {
            // A password in the URL must not reach a terminal.
            let shown = error == .userinfo ? "" : "\(quoted(text.value)) for `upstream`; "
            reader.error("upstream", shown + error.message)
            return nil
        }
        if !address.isSecure, !mayBeInsecure {
            reader.error("upstream", "\(quoted(text.value)) is not encrypted; expected `https`, or `insecure: true` beside it")
        }
        if address.isSecure, mayBeInsecure { reader.warning("insecure", "`insecure: true` does nothing beside an `https` upstream") }
        return address
    }

    func networks() -> Networks {
        var networks = Networks()
        guard let words = reader.texts("networks") else { return networks }
        networks.allowsPublic = false
        for word in words.value {
            switch String(decoding: word.value, as: UTF8.self) {
            case "public": networks.allowsPublic = true
            case "private": networks.allowsPrivate = true
            case "loopback": networks.allowsLoopback = true
            default: if let range = range(word) { networks.ranges.append(range) }
            }
        }
        if words.value.isEmpty { reader.error("networks", "no network is listed; expected public, private, loopback or a CIDR block") }
        return networks
    }

    private func range(_ word: Located<[UInt8]>) -> AddressRange? {
        do { return try AddressRange(text: word.value) } catch {
            guard error == .notAnAddress else {
                reader.problems.error(at: word.mark, "\(quoted(word.value)): \(error.message)")
                return nil
            }
            let near = Suggestion.phrase(word.value, among: ["public", "private", "loopback"])
            reader.problems.error(
                at: word.mark,
                "unknown network \(quoted(word.value))\(near) expected public, private, loopback or a CIDR block such as 10.0.0.0/8")
            return nil
        }
    }

    func redirects() -> [[UInt8]] {
        (reader.texts("redirects")?.value ?? []).compactMap { word in
            if let host = HostName.canonical(word.value) { return host }
            reader.problems.error(at: word.mark, "\(quoted(word.value)) for `redirects`; expected a host name without scheme and port")
            return nil
        }
    }

    func slots() -> [DeclaredSlot] {
        (reader.texts("slots")?.value ?? []).compactMap { word in
            switch PlacedName(word.value) {
            case .query(let name)?: return .query(name)
            case .form(let name)?: return .form(name)
            default:
                reader.problems.error(at: word.mark, "\(quoted(word.value)) for `slots`; expected `query:NAME` or `form:NAME`")
                return nil
            }
        }
    }

    func timeouts(_ dialect: Dialect) -> RouteTimeouts {
        var timeouts = RouteTimeouts()
        if dialect.isLLM {
            timeouts.firstByte = .seconds(600)
            timeouts.idle = .seconds(300)
        }
        guard let given = reader.mapping("timeouts") else { return timeouts }
        if let connect = given.duration("connect") { timeouts.connect = connect.value }
        if let firstByte = given.duration("first_byte") { timeouts.firstByte = firstByte.value }
        if let idle = given.duration("idle") { timeouts.idle = idle.value }
        return timeouts
    }

    func tls(_ upstream: UpstreamAddress) -> UpstreamTLS {
        var tls = UpstreamTLS()
        guard let given = reader.mapping("tls") else { return tls }
        if !upstream.isSecure { reader.error("tls", "`tls` beside an `http` upstream; expected an `https` upstream") }
        tls.caFile = given.text("ca").map(resolved)
        tls.certificateFile = given.text("certificate").map(resolved)
        tls.keyFile = given.text("key").map(resolved)
        if given.has("certificate") != given.has("key") {
            reader.error("tls", "a client certificate needs `certificate` and `key`; expected both or neither")
        }
        return tls
    }

    /// A relative path counts from the folder of the file that names it.
    private func resolved(_ path: Located<[UInt8]>) -> String {
        let text = String(decoding: path.value, as: UTF8.self)
        guard path.value.first != 0x2f, let slash = path.mark.file.lastIndex(of: "/") else { return text }
        return path.mark.file[...slash] + text
    }

    func credential() -> Credential? {
        guard let given = reader.mapping("credential") else { return nil }
        let header = given.text("header").flatMap { name -> [UInt8]? in
            guard let field = FieldName.canonical(name.value) else {
                given.error("header", "\(quoted(name.value)) for `header`; expected 1 to 64 of [A-Za-z0-9-]")
                return nil
            }
            guard !FieldName.isReserved(field) else {
                given.error(
                    "header", "\(quoted(name.value)) is a field that the gateway writes itself; expected one such as `Authorization`")
                return nil
            }
            return field
        }
        let value = given.text("value").flatMap { secret($0, given) }
        guard let header, let value else { return nil }
        return Credential(header: header, value: value)
    }

    private func secret(_ text: Located<[UInt8]>, _ given: MappingReader) -> Secret? {
        let template: SecretTemplate
        do { template = try SecretTemplate(parsing: text.value) } catch {
            given.error("value", "\(error.message)")
            return nil
        }
        guard template.hasReference else {
            given.error("value", "a secret is written into the file; expected a reference such as `${env:NAME}` or `${file:PATH}`")
            return nil
        }
        guard let secret = resolve(template, text.mark, given.problems) else { return nil }
        // The one look inside: a field value holds no control characters, whoever wrote it.
        let bytes = secret.reveal()
        guard (1...8192).contains(bytes.count), !bytes.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7f }) else {
            given.error(
                "value", "the secret behind `value` is empty, too long or holds a control character; expected 1 to 8192 printable bytes"
            )
            return nil
        }
        return secret
    }
}
