public import Documents
internal import Glibc
public import Vocabulary

/// Changes agents.yaml for `boomgate agents`: the new text is read again before it replaces the old.
public struct AgentsFileEditor: Sendable {
    private let parse: DocumentParser

    public init(parse: @escaping DocumentParser) { self.parse = parse }

    /// Edits the file in place, one editor at a time.
    ///
    /// - Returns: the agents after the change; nil where nothing was changed, and `problems` says why.
    public func commit(_ edit: AgentsEdit, to path: String, problems: Problems) -> [AgentRecord]? {
        let folder = FilePath.folder(of: path)
        // The folder is locked because the file itself is replaced.
        let lock = unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else {
            problems.error(at: Mark(file: path), "cannot lock the folder: \(BoundedFile.reason(errno))")
            if lock >= 0 { close(lock) }
            return nil
        }
        defer { close(lock) }
        guard let bytes = BoundedFile.read(path, bytesMax: SettingsLoader.fileBytesMax, at: Mark(file: path), problems),
            let (text, agents) = apply(edit, to: bytes, file: path, problems: problems)
        else { return nil }
        if let failure = AtomicFile.replace(path, with: text) {
            problems.error(at: Mark(file: path), failure)
            return nil
        }
        return agents
    }

    /// The same on text alone.
    public func apply(_ edit: AgentsEdit, to bytes: [UInt8], file: String, problems: Problems) -> (text: [UInt8], agents: [AgentRecord])? {
        let reader = AgentsFile(parse: parse)
        guard let before = reader.read(bytes, file: file, problems: problems), let tree = parse(bytes, file, Problems()) else { return nil }
        let isKnown = before.contains { $0.principal.agent == edit.agent }
        if case .add = edit, isKnown {
            problems.error(at: Mark(file: file), "agent `\(edit.agent)` is there already; expected a new id, or `boomgate agents rotate`")
            return nil
        }
        var text = AgentsText(bytes, tree: tree, file: file, problems: problems)
        guard text.apply(edit) else { return nil }
        let after = Problems()
        let edited = text.bytes
        guard let agents = reader.read(edited, file: file, problems: after), AgentsFileEditor.isDone(edit, before, agents) else {
            problems.error(
                at: Mark(file: file),
                "the file cannot be edited as it is written; expected one key a line, as `boomgate agents add` writes it")
            problems.add(contentsOf: after)
            return nil
        }
        return (edited, agents)
    }

    /// Exactly the one agent is as it should be, and no other came or went.
    private static func isDone(_ edit: AgentsEdit, _ before: [AgentRecord], _ after: [AgentRecord]) -> Bool {
        let ids = { (agents: [AgentRecord]) in agents.map(\.principal.agent) }
        let digests = { (agents: [AgentRecord], id: AgentID) in
            agents.filter { $0.principal.agent == id }.flatMap { $0.keys.map(\.sha256) }
        }
        let others = ids(before).allSatisfy { $0 == edit.agent || digests(before, $0) == digests(after, $0) }
        switch edit {
        case .add(let agent): return others && ids(after) == ids(before) + [agent.id] && digests(after, agent.id) == [agent.key.sha256]
        case .setKeys(let id, let keys): return others && ids(after) == ids(before) && digests(after, id) == keys.map(\.sha256)
        }
    }
}
