internal import CurlUpstream
internal import Documents
internal import Settings
internal import Vocabulary

/// `boomgate healthcheck`: asks the running gateway whether it is ready; for containers, which have no curl.
enum HealthcheckCommand {
    static let command = Command(
        name: "healthcheck", summary: "ask the running gateway whether it is ready",
        help: """
            usage: boomgate healthcheck [--config FILE] [--json]

            Asks `/-/readyz` of the admin listener that the settings name. Exit code 0 where it is ready, 1 where it is not or does not answer.

            examples:
              boomgate healthcheck
              boomgate healthcheck --listeners.admin.port 9091
            """,
        flags: ["--json"], run: run)

    private static func run(_ invocation: Invocation) -> ExitCode {
        guard invocation.words.isEmpty else { return CommandLineTool.usage("`healthcheck` takes no words", command.help) }
        let problems = Problems()
        let loaded = SettingsLoader(parse: Configuration.parse).load(
            flags: invocation.settings, environment: .current(), problems: problems)
        guard let admin = loaded.settings?.admin else {
            for line in problems.lines { Output.message(line) }
            return .findings
        }
        let answer = LocalProbe.get(url(admin), timeout: .seconds(5))
        let isReady = if case .status(200) = answer { true } else { false }
        if invocation.isJSON {
            Output.answer(JSONLine([("ready", .flag(isReady)), ("found", .text(answer.description))]).text)
        } else {
            Output.answer(isReady ? "ready" : "not ready: \(answer)")
        }
        return isReady ? .done : .findings
    }

    /// A listener on every address is asked on loopback.
    private static func url(_ admin: ListenerSettings) -> String {
        let scheme = admin.tls == nil ? "http" : "https"
        let isEveryAddress = admin.address == Address(v4: 0) || admin.address == Address(high: 0, low: 0)
        let address = isEveryAddress ? (admin.address.isV4 ? "127.0.0.1" : "::1") : admin.address.description
        return "\(scheme)://\(address.contains(":") ? "[\(address)]" : address):\(admin.port)/-/readyz"
    }
}
