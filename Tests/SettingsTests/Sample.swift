import Documents
import Glibc
import Settings
import YAMLDocuments

/// What the suites share: the YAML reader, the repository's root and a folder that is removed with its owner.
enum Sample {
    static let parse: DocumentParser = { bytes, file, problems in YAMLDocument.parse(bytes, file: file, problems: problems) }

    static let root: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    static func load(
        _ text: String, flags: [String] = [], environment: [String: String] = [:]
    ) -> (loaded: SettingsLoader.Loaded, lines: [String]) {
        let problems = Problems()
        let flags = SettingsFlags(arguments: flags, problems: problems)
        let loaded = SettingsLoader(parse: parse).load(
            Array(text.utf8), file: "/etc/boomgate/gateway.yaml", flags: flags, environment: ProcessEnvironment(environment),
            problems: problems)
        return (loaded, problems.lines)
    }

    final class Folder {
        let path: String

        init() {
            var template = Array("/tmp/boomgate-settings-XXXXXX".utf8CString)
            path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
        }

        func write(_ name: String, _ text: String) -> String {
            let file = path + "/" + name
            guard let stream = fopen(file, "w") else { return file }
            let bytes = Array(text.utf8)
            fwrite(bytes, 1, bytes.count, stream)
            fclose(stream)
            return file
        }

        func read(_ name: String) -> String {
            BoundedFile.read(path + "/" + name, bytesMax: 1 << 20, at: Mark(file: name), Problems()).map {
                String(decoding: $0, as: UTF8.self)
            } ?? ""
        }

        deinit {
            for name in ["gateway.yaml", "agents.yaml", "secret", "a.yaml", "b.yaml", "b.cases.yaml", ".c.yaml", "d.txt"] {
                unlink(path + "/" + name)
            }
            rmdir(path)
        }
    }
}
