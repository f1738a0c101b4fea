internal import Documents
internal import Routing

/// `boomgate check`: load everything as `serve` would, and say all that is wrong with it.
enum CheckCommand {
    static let command = Command(
        name: "check", summary: "load settings, agents and routes, and say all that is wrong with them",
        help: """
            usage: boomgate check [--config FILE] [--json]

            Every problem is printed with file:line:column. Exit code 1 where there is an error; warnings alone leave it 0.

            examples:
              boomgate check
              boomgate check --config /etc/boomgate/gateway.yaml --json
            """,
        flags: ["--json"], run: run)

    private static func run(_ invocation: Invocation) -> ExitCode {
        guard invocation.words.isEmpty else { return CommandLineTool.usage("`check` takes no words", command.help) }
        let problems = Problems()
        let configuration = Configuration.load(invocation.settings, problems: problems)
        if invocation.isJSON {
            Output.answer(json(problems, isLoaded: configuration != nil))
        } else {
            for line in problems.lines { Output.message(line) }
            if let configuration { Output.answer(summary(configuration)) }
        }
        return configuration == nil ? .findings : .done
    }

    private static func summary(_ configuration: Configuration) -> String {
        let operations = configuration.routes.reduce(0) { $0 + $1.operations.count }
        return
            "\(configuration.file): ok: \(Output.count(configuration.routes.count, "route")), \(Output.count(operations, "operation")), \(Output.count(configuration.agents.count, "agent")); no policy is loaded, every bound operation is forwarded"
    }

    private static func json(_ problems: Problems, isLoaded: Bool) -> String {
        let rows = problems.sorted.map { problem in
            JSONLine([
                ("file", .text(problem.mark.file)), ("line", .number(problem.mark.line)), ("column", .number(problem.mark.column)),
                ("severity", .text(problem.severity == .error ? "error" : "warning")), ("message", .text(problem.message)),
            ]).text
        }
        return "{\"ok\":\(isLoaded),\"problems\":[\(rows.joined(separator: ","))]}"
    }
}
