internal import DemoUpstream
internal import EventLoop
internal import HTTPServer
internal import Telemetry

/// `boomgate demo-upstream`: imitated downstream APIs to try the gateway on.
enum DemoUpstreamCommand {
    static let command = Command(
        name: "demo-upstream", summary: "run imitated downstream APIs on loopback, to try the gateway on",
        help: """
            usage: boomgate demo-upstream [--port PORT]

            Listens on 127.0.0.1:8089, or on PORT (0: any free one), and writes one JSON line on stdout for each request that reached it.
            It takes only the credentials of routes/demo/, which the gateway injects.

            examples:
              boomgate demo-upstream
              boomgate demo-upstream --port 9089
            """,
        flags: ["--port="], run: run)

    private static func run(_ invocation: Invocation) -> ExitCode {
        guard invocation.words.isEmpty else { return CommandLineTool.usage("`demo-upstream` takes no words", command.help) }
        let text = invocation.values["--port"] ?? "8089"
        guard let port = UInt16(text), text.utf8.first.map({ $0 >= 0x30 && $0 <= 0x39 }) == true else {
            return CommandLineTool.usage("`\(text)` is no port; expected 0 to 65535", command.help)
        }
        ProcessSignals.block()
        do throws(SystemError) {
            let loop = try EventLoop(name: "demo")
            let address = PeerAddress(high: 0, low: 0xffff_7f00_0001, port: port)
            // Without loops of their own for each core: what is measured here is the gateway.
            let server = try Server(address, loops: [loop], limits: ServerLimits(), counters: Counters()) { _ in
                DemoHandler(origin: "http://127.0.0.1:\(port)") { Output.raw($0) }
            }
            Output.message("demo upstream on http://\(server.address)")
            ProcessSignals.waitForStop()
            ProcessSignals.wait { await server.shutDown(grace: .seconds(1)) }
            return .done
        } catch {
            Output.message("boomgate: not started: \(error); expected port \(port) (--port) to be free")
            return .findings
        }
    }
}
