internal import Cryptography
internal import Documents
internal import Identity
internal import Settings
internal import Vocabulary

/// `boomgate agents`: who may call, and their keys. A key is shown once, when it is made; the file keeps its digest.
enum AgentsCommand {
    static let command = Command(
        name: "agents", summary: "add, list, rotate and revoke agents and their keys",
        help: """
            usage: boomgate agents list [--json]
                   boomgate agents add ID --role ROLE --environments A,B [--owner NAME] [--json]
                   boomgate agents rotate ID [--keep HOURS] [--json]
                   boomgate agents revoke ID [--json]

            `add` and `rotate` print the new key once; it cannot be shown again. `rotate` lets the old keys end after 24 hours, or
            after `--keep`; `revoke` takes all keys of the agent away. The file is the one that the setting `agents` names. A
            running gateway reads it at its next start.

            examples:
              boomgate agents add support-1 --role customer_support --environments prod --owner alice
              boomgate agents rotate support-1
            """,
        flags: ["--json", "--role=", "--environments=", "--owner=", "--keep="], run: run)

    private static func run(_ invocation: Invocation) -> ExitCode {
        let verbs = ["list", "add", "rotate", "revoke"]
        guard let verb = invocation.words.first else { return CommandLineTool.usage("`agents` needs a verb", command.help) }
        guard verbs.contains(verb) else {
            return CommandLineTool.usage(
                "unknown verb `\(verb)`\(Suggestion.phrase(Array(verb.utf8), among: verbs)) expected \(alternatives(verbs))", command.help)
        }
        guard invocation.words.count == (verb == "list" ? 1 : 2) else {
            return CommandLineTool.usage("`agents \(verb)` takes \(verb == "list" ? "no id" : "one id")", command.help)
        }
        if verb == "add", invocation.values["--role"] == nil || invocation.values["--environments"] == nil {
            return CommandLineTool.usage("`agents add` needs `--role ROLE` and `--environments A,B`", command.help)
        }
        let problems = Problems()
        let loaded = SettingsLoader(parse: Configuration.parse).load(
            flags: invocation.settings, environment: .current(), problems: problems)
        guard let settings = loaded.settings else { return report(problems) }
        let path = settings.folders.agents
        guard verb != "list" else { return list(path, invocation, problems) }
        return change(verb, AgentID(invocation.words[1]), path, invocation, problems)
    }

    private static func change(_ verb: String, _ agent: AgentID, _ path: String, _ invocation: Invocation, _ problems: Problems) -> ExitCode
    {
        var random = SecureRandom()
        guard let minted = KeyMint.mint(for: agent, from: &random) else {
            return CommandLineTool.usage("`\(agent)` is no agent id; expected 1 to 64 of `A-Za-z0-9_-`", command.help)
        }
        let key = AgentRecord.Key(sha256: minted.digest.bytes)
        let edit: AgentsEdit
        switch verb {
        case "add":
            let environments = invocation.values["--environments"]?.split(separator: ",").map { Environment(String($0)) } ?? []
            edit = .add(
                AgentsEdit.NewAgent(
                    id: agent, role: Role(invocation.values["--role"] ?? ""), environments: environments,
                    owner: invocation.values["--owner"].map { OwnerID($0) }, key: key))
        case "rotate":
            guard let hours = keptHours(invocation) else {
                return CommandLineTool.usage("`--keep` takes whole hours; expected 0 to 8760", command.help)
            }
            guard let agents = AgentsFile(parse: Configuration.parse).load(path, problems: problems) else { return report(problems) }
            let old = agents.first { $0.principal.agent == agent }?.keys ?? []
            edit = .setKeys(of: agent, to: ending(old, after: hours) + [key])
        default: edit = .setKeys(of: agent, to: [])
        }
        guard AgentsFileEditor(parse: Configuration.parse).commit(edit, to: path, problems: problems) != nil else {
            return report(problems)
        }
        if verb == "revoke" {
            Output.answer(
                invocation.isJSON
                    ? JSONLine([("agent", .text(agent.description)), ("keys", .number(0))]).text : "revoked every key of \(agent)")
        } else {
            let text = String(decoding: minted.text.reveal(), as: UTF8.self)
            if invocation.isJSON {
                Output.answer(JSONLine([("agent", .text(agent.description)), ("key", .text(text))]).text)
            } else {
                Output.answer(text)
                Output.message("the key of \(agent), shown once; \(path) keeps its digest")
            }
        }
        return .done
    }

    /// The old keys, none of which outlasts the hours given.
    private static func ending(_ keys: [AgentRecord.Key], after hours: Int64) -> [AgentRecord.Key] {
        guard hours > 0 else { return [] }
        let now = SystemClock().now().microseconds / 1_000_000
        let end = Timestamp(seconds: now + hours * 3600)
        return keys.map { key in
            AgentRecord.Key(sha256: key.sha256, expires: key.expires.map { min($0, end) } ?? end, isDemo: key.isDemo)
        }
    }

    private static func keptHours(_ invocation: Invocation) -> Int64? {
        guard let text = invocation.values["--keep"] else { return 24 }
        guard let hours = Int64(text), (0...8760).contains(hours) else { return nil }
        return hours
    }

    private static func list(_ path: String, _ invocation: Invocation, _ problems: Problems) -> ExitCode {
        guard let agents = AgentsFile(parse: Configuration.parse).load(path, problems: problems) else { return report(problems) }
        if invocation.isJSON {
            let rows = agents.map { JSONLine(members($0)).text }
            Output.answer("[\(rows.joined(separator: ","))]")
        } else {
            for agent in agents {
                let principal = agent.principal
                let environments = principal.environments.map(\.description).joined(separator: ",")
                let ways =
                    [Output.count(agent.keys.count, "key")]
                    + (agent.addresses.isEmpty ? [] : [Output.count(agent.addresses.count, "address", "addresses")])
                    + (agent.certificates.isEmpty ? [] : [Output.count(agent.certificates.count, "certificate")])
                Output.answer("\(principal.agent)  role \(principal.role)  environments \(environments)  \(ways.joined(separator: ", "))")
            }
        }
        return .done
    }

    private static func members(_ agent: AgentRecord) -> [(String, JSONLine.Value)] {
        [
            ("id", .text(agent.principal.agent.description)), ("role", .text(agent.principal.role.description)),
            ("environments", .text(agent.principal.environments.map(\.description).joined(separator: ","))),
            ("owner", agent.principal.owner.map { .text($0.description) } ?? .none), ("keys", .number(agent.keys.count)),
            ("certificates", .number(agent.certificates.count)), ("addresses", .number(agent.addresses.count)),
        ]
    }

    private static func report(_ problems: Problems) -> ExitCode {
        for line in problems.lines { Output.message(line) }
        return .findings
    }
}
