public import Documents
public import Vocabulary

/// agents.yaml to records.
public struct AgentsFile: Sendable {
    private let parse: DocumentParser

    public init(parse: @escaping DocumentParser) { self.parse = parse }

    /// - Returns: nil where anything was reported as an error.
    public func load(_ path: String, problems: Problems) -> [AgentRecord]? {
        guard let bytes = BoundedFile.read(path, bytesMax: SettingsLoader.fileBytesMax, at: Mark(file: path), problems) else { return nil }
        return read(bytes, file: path, problems: problems)
    }

    /// The same for a file that was read already.
    public func read(_ bytes: [UInt8], file: String, problems: Problems) -> [AgentRecord]? {
        let errors = Problems()
        defer { problems.add(contentsOf: errors) }
        guard let tree = parse(bytes, file, errors), let top = MappingReader(tree, AgentKeys.table, errors) else { return nil }
        let readers = top.mappings("agents")
        let agents = readers.compactMap { reader in AgentReader(reader: reader).read().map { Located($0, at: reader.mark) } }
        AgentConflicts(problems: errors).check(agents)
        return errors.hasErrors ? nil : agents.map(\.value)
    }
}
