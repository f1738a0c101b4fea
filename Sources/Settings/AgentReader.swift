import Documents
import Vocabulary

/// One entry of agents.yaml.
struct AgentReader {
    let reader: MappingReader

    func read() -> AgentRecord? {
        let id = reader.text("id")
        let role = reader.text("role")
        let environments = environments()
        let owner = reader.text("owner")
        let trust = reader.choice("trust", as: Principal.Trust.self)
        let labels = labels()
        let keys = reader.mappings("keys").map(key)
        let certificates = digests()
        let addresses = addresses()
        let runs = reader.mapping("runs").map(runs)
        guard let id, let role, let environments, keys.allSatisfy({ $0 != nil }) else { return nil }
        let known = keys.compactMap { $0 }
        if known.isEmpty, certificates.isEmpty, addresses.isEmpty {
            reader.problems.warning(
                at: id.mark, "agent \(quoted(id.value)) has no key, certificate or address; expected one way to show who it is")
        }
        if !addresses.isEmpty {
            reader.warning("addresses", "agent \(quoted(id.value)) is known by address: every process there may act as it")
        }
        let principal = Principal(
            agent: AgentID(bytes: id.value), role: Role(bytes: role.value), environments: environments,
            owner: owner.map { OwnerID(bytes: $0.value) }, trust: trust?.value ?? .new, labels: labels)
        return AgentRecord(
            principal: principal, keys: known, certificates: certificates, addresses: addresses, runs: runs ?? AgentRecord.RunRules())
    }

    private func environments() -> [Environment]? {
        guard let texts = reader.texts("environments") else { return nil }
        if texts.value.isEmpty { reader.error("environments", "`environments` is an empty list; expected at least one environment") }
        return texts.value.map { Environment(bytes: $0.value) }
    }

    private func labels() -> [String: String] {
        var labels: [String: String] = [:]
        for (name, text) in reader.pairs("labels")?.value ?? [] {
            guard (1...64).contains(name.count), name.allSatisfy(KeyType.Charset.dotted.contains) else {
                reader.error(
                    "labels", "\(quoted(name)) is no name of a label; expected \(KeyType.identifier(.dotted, maxBytes: 64).expectation)")
                continue
            }
            labels[String(decoding: name, as: UTF8.self)] = String(decoding: text.value, as: UTF8.self)
        }
        return labels
    }

    private func key(_ entry: MappingReader) -> AgentRecord.Key? {
        let digest = entry.text("sha256").flatMap { AgentReader.digest($0, entry.problems) }
        var expires: Timestamp?
        if let text = entry.text("expires") {
            expires = Timestamp(rfc3339: text.value)
            if expires == nil {
                entry.error("expires", "\(quoted(text.value)) for `expires`; expected an RFC 3339 time such as 2027-01-31T12:00:00Z")
            }
        }
        let isDemo = entry.boolean("demo")?.value ?? false
        return digest.map { AgentRecord.Key(sha256: $0, expires: expires, isDemo: isDemo) }
    }

    private func digests() -> [[UInt8]] {
        (reader.texts("certificates")?.value ?? []).compactMap { AgentReader.digest($0, reader.problems) }
    }

    private static func digest(_ text: Located<[UInt8]>, _ problems: Problems) -> [UInt8]? {
        guard text.value.count == 64, let bytes = hexadecimal(text.value) else {
            problems.error(at: text.mark, "\(quoted(text.value)) is no SHA-256; expected 64 hexadecimal digits")
            return nil
        }
        return bytes
    }

    private static func hexadecimal(_ text: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for byte in text {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x37
            case 0x61...0x66: digit = byte - 0x57
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return high == nil ? bytes : nil
    }

    private func addresses() -> [AddressRange] {
        (reader.texts("addresses")?.value ?? []).compactMap { text in
            do throws(AddressRange.TextError) {
                return try AddressRange(text: text.value)
            } catch {
                reader.problems.error(at: text.mark, "\(quoted(text.value)) for `addresses`: \(error.message)")
                return nil
            }
        }
    }

    private func runs(_ entry: MappingReader) -> AgentRecord.RunRules {
        let defaults = AgentRecord.RunRules()
        return AgentRecord.RunRules(
            isLabelled: entry.boolean("labelled")?.value ?? defaults.isLabelled,
            maxOpen: entry.integer("max_open")?.value ?? defaults.maxOpen,
            newPerHour: entry.integer("new_per_hour")?.value ?? defaults.newPerHour)
    }
}
