internal import Documents
internal import Settings

/// One subcommand: what it is for, how it is called, what it does.
struct Command: Sendable {
    let name: String
    let summary: String
    /// Usage and examples, for `boomgate NAME --help`.
    let help: String
    /// Flags of its own, beside the settings every command takes.
    let flags: [String]
    let run: @Sendable (Invocation) -> ExitCode
}

/// A command line after the shared flags were taken out.
struct Invocation {
    let settings: SettingsFlags
    /// Words that are no flags.
    let words: [String]
    /// The command's own flags that stood on the line.
    let flags: Set<String>
    /// Values of the command's own flags that take one.
    let values: [String: String]

    var isJSON: Bool { flags.contains("--json") }
}

/// Finds the subcommand and reads its line; anything it does not know is an error with the nearest known word.
enum CommandLineTool {
    static let commands: [Command] = [
        ServeCommand.command, CheckCommand.command, ConfigCommand.command, AgentsCommand.command, HealthcheckCommand.command,
        DemoUpstreamCommand.command, VersionCommand.command,
    ]

    static func run(_ arguments: [String]) -> ExitCode {
        guard let name = arguments.first else {
            Output.message(help)
            return .usage
        }
        if ["--help", "-h", "help"].contains(name) {
            if let command = arguments.dropFirst().first.flatMap(command(named:)) {
                Output.answer(command.help)
            } else {
                Output.answer(help)
            }
            return .done
        }
        if name == "--version" {
            return VersionCommand.command.run(Invocation(settings: SettingsFlags(), words: [], flags: [], values: [:]))
        }
        guard let command = command(named: name) else {
            return usage(
                "unknown command `\(name)`\(Suggestion.phrase(Array(name.utf8), among: commands.map(\.name))) expected one of these", help)
        }
        return run(command, Array(arguments.dropFirst()))
    }

    static func usage(_ message: String, _ help: String) -> ExitCode {
        Output.message("boomgate: \(message)\n\n\(help)")
        return .usage
    }

    private static func command(named name: String) -> Command? { commands.first { $0.name == name } }

    private static func run(_ command: Command, _ arguments: [String]) -> ExitCode {
        if arguments.contains("--help") || arguments.contains("-h") {
            Output.answer(command.help)
            return .done
        }
        let problems = Problems()
        let settings = SettingsFlags(arguments: arguments, problems: problems)
        guard !problems.hasErrors else { return usage(problems.lines.joined(separator: "\n"), command.help) }
        var words: [String] = []
        var flags: Set<String> = []
        var values: [String: String] = [:]
        var rest = settings.rest[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-") else {
                words.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if command.flags.contains(parts[0] + "=") {
                guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                    return usage("`\(parts[0])` needs a value", command.help)
                }
                values[parts[0]] = value
            } else if command.flags.contains(word) {
                flags.insert(word)
            } else {
                let known = command.flags.map { $0.last == "=" ? String($0.dropLast()) : $0 } + ["--config", "--help"]
                return usage(
                    "unknown flag `\(word)`\(Suggestion.phrase(Array(word.utf8), among: known)) expected a flag of `\(command.name)`",
                    command.help)
            }
        }
        return command.run(Invocation(settings: settings, words: words, flags: flags, values: values))
    }

    private static var help: String {
        let width = commands.map(\.name.count).max() ?? 0
        let lines = commands.map { "  \($0.name)\(String(repeating: " ", count: width - $0.name.count + 2))\($0.summary)" }
        return """
            boomgate: the enforcement point between AI agents and the APIs they act on

            usage: boomgate COMMAND [--config FILE] [--SETTING VALUE ...]

            \(lines.joined(separator: "\n"))

            Settings come from flags, then BOOMGATE_* variables, then gateway.yaml (--config, BOOMGATE_CONFIG, else ./gateway.yaml).
            `boomgate COMMAND --help` has examples. Exit codes: 0 done, 1 findings, 2 usage.
            """
    }
}
