import Documents
import Vocabulary

/// From the merged tree to typed settings. Every key with a default is in the tree, so a nil here was reported before.
struct GatewaySettingsReader {
    let problems: Problems
    /// The settings file and its folder: relative paths written there, and built-in ones, start from that folder; those of flags and
    /// variables start where the command was given.
    let file: String

    /// - Returns: nil where anything was reported as an error.
    func read(_ tree: Node) -> GatewaySettings? {
        guard let top = MappingReader(tree, GatewayKeys.table, problems), let listeners = top.mapping("listeners") else { return nil }
        let agents = listeners.mapping("agents").flatMap { listener($0, "agents") }
        let admin = listeners.mapping("admin").flatMap { listener($0, "admin") }
        if let agents, let admin, agents.port != 0, agents.port == admin.port, agents.address == admin.address {
            listeners.error("admin", "`listeners.admin` has the address and port of `listeners.agents`; expected another port")
        }
        let threads = top.integer("threads")?.value
        let offersHTTP2 = top.boolean("upstream_http2")?.value
        let folders = folders(top)
        let level = top.mapping("log")?.choice("level", as: GatewaySettings.LogThreshold.self)?.value
        let bounds = top.mapping("bounds").flatMap(bounds)
        let timeouts = top.mapping("timeouts").flatMap(timeouts)
        let backOff = top.mapping("back_off").flatMap(backOff)
        guard let agents, let admin, let threads, let offersHTTP2, let folders, let level, let bounds, let timeouts, let backOff,
            !problems.hasErrors
        else { return nil }
        return GatewaySettings(
            agents: agents, admin: admin, threads: threads, offersUpstreamHTTP2: offersHTTP2, folders: folders, log: level, bounds: bounds,
            timeouts: timeouts,
            backOff: backOff)
    }

    private func folders(_ top: MappingReader) -> GatewaySettings.Folders? {
        guard let routes = path(top, "routes"), let policies = path(top, "policies"), let agents = path(top, "agents"),
            let data = path(top, "data"), let keys = path(top, "keys")
        else { return nil }
        return GatewaySettings.Folders(routes: routes, policies: policies, agents: agents, data: data, keys: keys)
    }

    private func path(_ reader: MappingReader, _ name: String) -> String? {
        reader.text(name).map { text in
            let isFromFile = text.mark.file == file || text.mark.file == SettingsOverlay.builtInFile
            return FilePath.resolve(String(decoding: text.value, as: UTF8.self), in: isFromFile ? FilePath.folder(of: file) : "")
        }
    }

    private func listener(_ reader: MappingReader, _ name: String) -> ListenerSettings? {
        let tls = reader.has("tls") ? self.tls(reader) : .some(nil)
        let plaintext = reader.boolean("plaintext")?.value
        let port = reader.integer("port")?.value
        guard let address = address(reader), let port, let plaintext, let tls, let names = names(reader, address.value) else { return nil }
        if tls == nil, !plaintext, !address.value.isLoopback {
            problems.error(
                at: address.mark,
                "`listeners.\(name).address` is not loopback and the listener has no TLS; expected `listeners.\(name).tls`, or `listeners.\(name).plaintext: true`"
            )
        }
        var reserved = Array("/-/".utf8)
        var allowsDemoKeys = false
        if name == "agents" {
            guard let prefix = self.reserved(reader), let allows = reader.boolean("allow_demo_keys")?.value else { return nil }
            (reserved, allowsDemoKeys) = (prefix, allows)
        }
        return ListenerSettings(
            address: address.value, port: UInt16(truncatingIfNeeded: port), names: names, tls: tls, allowsDemoKeys: allowsDemoKeys,
            reservedPrefix: reserved)
    }

    private func address(_ reader: MappingReader) -> Located<Address>? {
        guard let text = reader.text("address") else { return nil }
        guard let address = Address(text: text.value) else {
            problems.error(at: text.mark, "\(quoted(text.value)) for `address`; expected a literal address such as 127.0.0.1 or ::1")
            return nil
        }
        return Located(address, at: text.mark)
    }

    private func reserved(_ reader: MappingReader) -> [UInt8]? {
        guard let text = reader.text("reserved") else { return nil }
        let inner = text.value.dropFirst().dropLast()
        guard text.value.count >= 3, text.value.first == 0x2f, text.value.last == 0x2f, inner.allSatisfy(KeyType.Charset.dotted.contains)
        else {
            problems.error(at: text.mark, "\(quoted(text.value)) for `reserved`; expected one path segment between slashes, such as /-/")
            return nil
        }
        return text.value
    }

    private func names(_ reader: MappingReader, _ address: Address) -> [[UInt8]]? {
        guard reader.has("names") else {
            let literal = address.isUnspecified ? Address(v4: 0x7f00_0001) : address
            return [Array("localhost".utf8), GatewaySettingsReader.hostText(literal)]
        }
        guard let texts = reader.texts("names") else { return nil }
        let names = texts.value.compactMap { text -> [UInt8]? in
            guard let name = GatewaySettingsReader.hostName(text.value) else {
                problems.error(at: text.mark, "\(quoted(text.value)) for `names`; expected a host name or literal address without a port")
                return nil
            }
            return name
        }
        if texts.value.isEmpty { problems.error(at: texts.mark, "`names` is an empty list; expected the host names that agents use") }
        return names.count == texts.value.count && !names.isEmpty ? names : nil
    }

    private func tls(_ reader: MappingReader) -> ListenerSettings.TLS?? {
        guard let tls = reader.mapping("tls") else { return nil }
        let entries = tls.mappings("certificates")
        if entries.isEmpty, tls.has("certificates") {
            tls.error("certificates", "`certificates` is empty; expected at least one certificate")
        }
        let certificates = entries.compactMap { entry -> ListenerSettings.TLS.Certificate? in
            guard let certificate = path(entry, "certificate"), let key = path(entry, "key") else { return nil }
            return ListenerSettings.TLS.Certificate(certificate: certificate, key: key)
        }
        guard !certificates.isEmpty, certificates.count == entries.count else { return nil }
        return .some(ListenerSettings.TLS(certificates: certificates, clientCA: path(tls, "client_ca")))
    }
}
