internal import Documents
internal import Settings

/// `boomgate config`: each value in force and where it came from.
enum ConfigCommand {
    static let command = Command(
        name: "config", summary: "show every setting in force with its origin",
        help: """
            usage: boomgate config [--config FILE] [--json]

            Origins, strongest first: flag, environment, file:line:column, default.

            examples:
              boomgate config
              BOOMGATE_LISTENERS_AGENTS_PORT=9090 boomgate config
            """,
        flags: ["--json"], run: run)

    private static func run(_ invocation: Invocation) -> ExitCode {
        guard invocation.words.isEmpty else { return CommandLineTool.usage("`config` takes no words", command.help) }
        let problems = Problems()
        let loaded = SettingsLoader(parse: Configuration.parse).load(
            flags: invocation.settings, environment: .current(), problems: problems)
        for line in problems.lines { Output.message(line) }
        if invocation.isJSON {
            let rows = loaded.rows.map {
                JSONLine([("key", .text($0.path)), ("value", .text($0.value)), ("origin", .text("\($0.origin)"))]).text
            }
            Output.answer("[\(rows.joined(separator: ","))]")
        } else {
            let keys = loaded.rows.map(\.path.utf8.count).max() ?? 0
            let values = min(40, loaded.rows.map(\.value.utf8.count).max() ?? 0)
            for row in loaded.rows { Output.answer("\(pad(row.path, keys))  \(pad(row.value, values))  \(row.origin)") }
        }
        return problems.hasErrors ? .findings : .done
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }
}
