internal import Cryptography
internal import Documents
internal import EventLoop
internal import HTTPServer
internal import Settings
internal import Telemetry
internal import Vocabulary

/// `boomgate serve`: the gateway itself.
enum ServeCommand {
    static let command = Command(
        name: "serve", summary: "run the gateway until SIGTERM",
        help: """
            usage: boomgate serve [--config FILE] [--SETTING VALUE ...]

            Logs JSON lines on stderr. SIGTERM and SIGINT stop accepting, let calls on their way end within `timeouts.shutdown`, and exit 0.

            examples:
              boomgate serve
              boomgate serve --config /etc/boomgate/gateway.yaml
              boomgate serve --listeners.agents.port 9090 --log.level debug
            """,
        flags: [], run: run)

    private static func run(_ invocation: Invocation) -> ExitCode {
        guard invocation.words.isEmpty else { return CommandLineTool.usage("`serve` takes no words", command.help) }
        ProcessSignals.block()
        let problems = Problems()
        let configuration = Configuration.load(invocation.settings, problems: problems)
        for line in problems.lines { Output.message(line) }
        guard let configuration else {
            Output.message("boomgate: not started: mend the errors above; `boomgate check` shows them again")
            return .findings
        }
        let counters = Counters()
        let log = Log(level: LogLevel(configuration.settings.log), counters: counters)
        do throws(GatewayKeyError) {
            let key = try GatewayKeyFile(folder: configuration.settings.folders.keys).loadOrCreate()
            return serve(configuration, key: key, counters: counters, log: log)
        } catch {
            Output.message("boomgate: not started: \(error)")
            return .findings
        }
    }

    private static func serve(_ configuration: Configuration, key: GatewayKey, counters: Counters, log: Log) -> ExitCode {
        let process: GatewayProcess
        do throws(SystemError) {
            process = try GatewayProcess(configuration, key: key, counters: counters, log: log)
        } catch {
            let (agents, admin) = (configuration.settings.agents, configuration.settings.admin)
            Output.message(
                "boomgate: not started: \(error); expected ports \(agents.port) (listeners.agents.port) and \(admin.port) (listeners.admin.port) to be free"
            )
            return .findings
        }
        log.info("listening for agents", [.address: process.agents.address.description, .revision: hex(configuration.digest.prefix(8))])
        log.info("listening for operators", [.address: process.admin.address.description])
        log.warning("no policy is loaded: every bound operation of an identified agent is forwarded")
        ProcessSignals.waitForStop()
        ProcessSignals.wait { await process.shutDown() }
        return .done
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Hex.encode(Array(bytes)), as: UTF8.self) }
}
