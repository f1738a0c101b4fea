import Documents
import Settings
import Testing

@Suite struct `Origins of settings` {
    private func row(_ path: String, _ loaded: SettingsLoader.Loaded) -> String {
        loaded.rows.first { $0.path == path }.map { "\($0.value) (\($0.origin))" } ?? "no such row"
    }

    @Test func `flag wins over environment, environment over file, file over default`() {
        let text = "listeners: {agents: {port: 1}}"
        let environment = ["BOOMGATE_LISTENERS_AGENTS_PORT": "2"]
        #expect(row("listeners.agents.port", Sample.load("").loaded) == "8080 (default)")
        #expect(row("listeners.agents.port", Sample.load(text).loaded) == "1 (/etc/boomgate/gateway.yaml:1:28)")
        let fromEnvironment = Sample.load(text, environment: environment).loaded
        #expect(row("listeners.agents.port", fromEnvironment) == "2 (environment BOOMGATE_LISTENERS_AGENTS_PORT)")
        let fromFlag = Sample.load(text, flags: ["--listeners.agents.port=3"], environment: environment).loaded
        #expect(row("listeners.agents.port", fromFlag) == "3 (flag --listeners.agents.port)" && fromFlag.settings?.agents.port == 3)
    }

    @Test func `a wrong value names the flag or the variable it came from`() {
        let lines = Sample.load("", flags: ["--threads", "x"], environment: ["BOOMGATE_LOG_LEVEL": "loud"]).lines
        #expect(
            lines == [
                "--threads: `x` for `threads`; expected a whole number from 0 to 256",
                "BOOMGATE_LOG_LEVEL: unknown value `loud` for `level`; expected error, warning, info or debug",
            ])
    }

    @Test func `lists are separated by commas, lists of mappings are written as in the file`() {
        let certificates = "[{certificate: /c, key: /k}]"
        let loaded = Sample.load(
            "", flags: ["--listeners.agents.names", "a, b.c"], environment: ["BOOMGATE_LISTENERS_AGENTS_TLS_CERTIFICATES": certificates]
        ).loaded
        #expect(loaded.settings?.agents.names == [Sample.bytes("a"), Sample.bytes("b.c")])
        #expect(loaded.settings?.agents.tls?.certificates.map { [$0.certificate, $0.key] } == [["/c", "/k"]])
        #expect(row("listeners.agents.names", loaded) == "[a, b.c] (flag --listeners.agents.names)")
    }

    @Test func `a misspelt variable is named, a stranger's is left alone`() {
        let lines = Sample.load("", environment: ["BOOMGATE_LISTENERS_AGENT_PORT": "1", "BOOMGATE_CONFORMANCE": "x", "OTHER": "y"]).lines
        #expect(
            lines == [
                "BOOMGATE_LISTENERS_AGENT_PORT: warning: unknown setting in the environment; did you mean `BOOMGATE_LISTENERS_AGENTS_PORT`?"
            ])
    }

    @Test func `an unknown setting, a missing value and a repeated flag are errors`() {
        let problems = Problems()
        _ = SettingsFlags(
            arguments: ["--listeners.agents.prot", "1", "--threads", "1", "--threads=2", "--config"], problems: problems)
        #expect(
            problems.lines == [
                "--config: no value; expected `--config VALUE`",
                "--listeners.agents.prot: unknown setting; did you mean `listeners.agents.port`? expected one that `boomgate config` lists",
                "--threads: the flag stands twice; expected it once",
            ])
    }

    @Test func `the command keeps what is its own`() {
        let problems = Problems()
        let flags = SettingsFlags(
            arguments: ["agents", "add", "x", "--role", "r", "--config", "c", "--", "--threads", "1"], problems: problems)
        #expect(flags.rest == ["agents", "add", "x", "--role", "r", "--threads", "1"] && flags.config == "c" && problems.isEmpty)
    }

    @Test func `the file is found through flag, environment, else beside the command`() {
        let named = SettingsFlags(arguments: ["--config", "f"], problems: Problems())
        let environment = ProcessEnvironment(["BOOMGATE_CONFIG": "e"])
        #expect(SettingsLoader.file(flags: named, environment: environment) == "f")
        #expect(SettingsLoader.file(flags: SettingsFlags(), environment: environment) == "e")
        #expect(SettingsLoader.file(flags: SettingsFlags(), environment: ProcessEnvironment([:])) == "./gateway.yaml")
    }

    @Test func `a file that is not there is an error`() {
        let problems = Problems()
        let flags = SettingsFlags(arguments: ["--config", "/nonexistent/g.yaml"], problems: problems)
        let loaded = SettingsLoader(parse: Sample.parse).load(flags: flags, environment: ProcessEnvironment([:]), problems: problems)
        #expect(
            loaded.settings == nil && problems.lines == ["/nonexistent/g.yaml: cannot open `/nonexistent/g.yaml`: no such file or folder"])
    }
}
