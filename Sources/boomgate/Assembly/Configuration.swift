internal import Cryptography
internal import Documents
internal import Enforcement
internal import Routing
internal import Settings
internal import Vocabulary
internal import YAMLDocuments

/// Everything one start reads from files: settings, agents and routes, with the digest of the revision they make.
struct Configuration {
    let file: String
    let settings: GatewaySettings
    let rows: [SettingRow]
    let agents: [AgentRecord]
    let routes: [Route]
    let tls: ListenerTLS
    /// SHA-256 over the names and bytes of the route files.
    let digest: [UInt8]

    static let parse: DocumentParser = { YAMLDocument.parse($0, file: $1, problems: $2) }

    /// - Returns: nil where `problems` has errors; all of them are in it, not the first.
    static func load(_ flags: SettingsFlags, problems: Problems) -> Configuration? {
        let environment = ProcessEnvironment.current()
        let loaded = SettingsLoader(parse: parse).load(flags: flags, environment: environment, problems: problems)
        guard let settings = loaded.settings else { return nil }
        let agents = AgentsFile(parse: parse).load(settings.folders.agents, problems: problems)
        let (routes, digest) = loadRoutes(settings, environment, problems)
        let tls = ListenerTLS(settings, problems: problems)
        guard let agents, !problems.hasErrors else { return nil }
        warn(agents, settings, problems)
        return Configuration(
            file: loaded.file, settings: settings, rows: loaded.rows, agents: agents, routes: routes, tls: tls, digest: digest)
    }

    private static func loadRoutes(
        _ settings: GatewaySettings, _ environment: ProcessEnvironment, _ problems: Problems
    ) -> (routes: [Route], digest: [UInt8]) {
        let folder = settings.folders.routes
        guard let files = BoundedFile.documents(in: folder, at: Mark(file: folder), problems) else { return ([], []) }
        var hashed: [UInt8] = []
        let documents = files.compactMap { path in
            BoundedFile.read(path, bytesMax: SettingsLoader.fileBytesMax, at: Mark(file: path), problems).flatMap { bytes in
                hashed += Array("\(path.utf8.count) \(bytes.count) ".utf8) + Array(path.utf8) + bytes
                return parse(bytes, path, problems)
            }
        }
        if files.isEmpty {
            problems.warning(at: Mark(file: folder), "no route file here, so every request is refused; expected one `*.yaml` for each API")
        }
        let secrets = SecretSource(environment: environment)
        let reserved = settings.agents.reservedSegments
        let reader = RouteMapReader(problems: problems, reserved: reserved) { secrets.resolve($0, at: $1, problems: $2) }
        return (reader.routes(from: documents), SHA256.digest(of: hashed).bytes)
    }

    /// What may be meant and should be known.
    private static func warn(_ agents: [AgentRecord], _ settings: GatewaySettings, _ problems: Problems) {
        let mark = Mark(file: settings.folders.agents)
        for agent in agents where !agent.addresses.isEmpty {
            problems.warning(
                at: mark,
                "agent `\(agent.principal.agent)` is known by address alone: every process that can connect from there is this agent")
        }
        if settings.agents.allowsDemoKeys, !settings.agents.isLoopback {
            problems.warning(
                at: Mark(file: "listeners.agents.allow_demo_keys"), "published demo keys are accepted from other machines")
        }
    }
}
