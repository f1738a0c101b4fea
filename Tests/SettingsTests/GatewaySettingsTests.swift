import Documents
import Settings
import Testing
import Vocabulary

@Suite struct `Gateway settings` {
    @Test(arguments: [
        ("listners: {}", "/etc/boomgate/gateway.yaml:1:1: unknown key `listners`; did you mean `listeners`? expected"),
        ("listeners: {agents: {port: 65536}}", "1:28: `65536` for `port`; expected a whole number from 0 to 65535"),
        (
            "listeners: {agents: {address: localhost}}",
            "1:31: `localhost` for `address`; expected a literal address such as 127.0.0.1 or ::1"
        ),
        (
            "listeners: {agents: {address: 0.0.0.0}}",
            "1:31: `listeners.agents.address` is not loopback and the listener has no TLS; expected `listeners.agents.tls`, or `listeners.agents.plaintext: true`"
        ),
        ("listeners: {admin: {address: \"::\"}}", "1:30: `listeners.admin.address` is not loopback"),
        ("listeners: {admin: {port: 8080}}", "`listeners.admin` has the address and port of `listeners.agents`; expected another port"),
        ("listeners: {agents: {tls: {}}}", "tls without `certificates`"),
        ("listeners: {agents: {tls: {certificates: []}}}", "`certificates` is empty; expected at least one certificate"),
        ("listeners: {agents: {tls: {certificates: [{certificate: a}]}}}", "a certificate without `key`"),
        ("listeners: {agents: {names: []}}", "`names` is an empty list"),
        ("listeners: {agents: {names: [\"a:80\"]}}", "`a:80` for `names`; expected a host name or literal address without a port"),
        ("listeners: {agents: {names: [\"a..b\"]}}", "for `names`"), ("listeners: {agents: {names: [\"a b\"]}}", "for `names`"),
        ("listeners: {agents: {reserved: \"/\"}}", "`/` for `reserved`; expected one path segment between slashes"),
        ("listeners: {agents: {reserved: \"/a/b/\"}}", "for `reserved`"),
        ("listeners: {admin: {allow_demo_keys: true}}", "unknown key `allow_demo_keys`"),
        ("threads: many", "1:10: `many` for `threads`; expected a whole number from 0 to 256"),
        ("log: {level: verbose}", "unknown value `verbose` for `level`; expected error, warning, info or debug"),
        ("bounds: {request_line: 16K}", "`16K` for `request_line`; expected a size from 256B to 64KiB, such as 64KiB"),
        ("timeouts: {header: 10}", "`10` for `header`; expected a duration from 10ms to 1h, such as 5s"),
        ("routes:", "`routes` is an empty value"),
        ("routes: [a]", "`routes` is a list"), ("- a", "gateway.yaml is a list; expected a mapping"),
        ("a: b: c", "a `:` where no key may stand"),
    ])
    func `what is wrong is refused in its place`(_ text: String, _ line: String) {
        let (loaded, lines) = Sample.load(text)
        #expect(loaded.settings == nil)
        #expect(lines.contains { $0.contains(line) }, "\(lines)")
    }

    @Test func `all problems of a load are shown`() {
        let (_, lines) = Sample.load("threads: x\nlog: {level: y}\nfoo: 1\ntimeouts: {header: 0s, shutdown: 2d}\nbounds: {connections: 0}")
        #expect(lines.count == 6, "\(lines)")
    }

    @Test func `an empty file has the defaults that ship`() throws {
        let settings = try #require(Sample.load("").loaded.settings)
        #expect(settings.agents.address == Address(v4: 0x7f00_0001) && settings.agents.port == 8080 && settings.admin.port == 8081)
        #expect(settings.agents.names == [Sample.bytes("localhost"), Sample.bytes("127.0.0.1")])
        #expect(settings.agents.tls == nil && !settings.agents.allowsDemoKeys && settings.agents.reservedPrefix == Sample.bytes("/-/"))
        #expect(settings.threads == 0 && settings.log == .info)
        let bounds = settings.bounds
        #expect(bounds.requestLineBytes == 16 << 10 && bounds.headerSectionBytes == 32 << 10 && bounds.headerFields == 100)
        #expect(bounds.chunkExtensionBytes == 4 << 10 && bounds.attachBodyBytes == 1 << 20 && bounds.connectionsPerAgent == 256)
        #expect(bounds.outputBufferBytes == 64 << 10 && bounds.upstreamBufferBytes == 64 << 10 && bounds.earlyDrainBytes == 1 << 20)
        #expect(bounds.keptAnswerBytes == 256 << 10 && bounds.keptAnswersBytes == 64 << 20)
        let timeouts = settings.timeouts
        #expect(timeouts.header == .seconds(10) && timeouts.keepAliveIdle == .seconds(75) && timeouts.writeStall == .seconds(30))
        #expect(timeouts.bodyFloorAfter == .seconds(10) && timeouts.bodyFloorBytesPerSecond == 1024 && timeouts.earlyDrain == .seconds(5))
        #expect(timeouts.shutdown == .seconds(30) && timeouts.unknown == .seconds(600))
        #expect(settings.backOff.failures == 10 && settings.backOff.window == .seconds(60))
    }

    @Test func `a listener off loopback starts with TLS or by saying plaintext`() throws {
        let plain = try #require(Sample.load("listeners: {agents: {address: 0.0.0.0, plaintext: true}}").loaded.settings)
        #expect(!plain.agents.isLoopback && plain.agents.names == [Sample.bytes("localhost"), Sample.bytes("127.0.0.1")])
        let text = "listeners: {agents: {address: 10.0.0.1, tls: {certificates: [{certificate: c.pem, key: /k.pem}], client_ca: ca.pem}}}"
        let secure = try #require(Sample.load(text).loaded.settings)
        #expect(secure.agents.tls?.certificates.map { [$0.certificate, $0.key] } == [["/etc/boomgate/c.pem", "/k.pem"]])
        #expect(secure.agents.tls?.clientCA == "/etc/boomgate/ca.pem")
    }

    @Test func `names are compared in one spelling`() throws {
        let settings = try #require(
            Sample.load("listeners: {agents: {names: [GW.Example.com, \"[::1]\", \"0:0::1\", 10.0.0.1]}}").loaded.settings)
        #expect(settings.agents.names.map { String(decoding: $0, as: UTF8.self) } == ["gw.example.com", "[::1]", "[::1]", "10.0.0.1"])
    }

    @Test func `relative paths of the file start at its folder, those of flags where the command was given`() throws {
        let settings = try #require(
            Sample.load("routes: r\ndata: ./d\nkeys: /k", flags: ["--policies", "p"], environment: ["BOOMGATE_AGENTS": "a.yaml"]).loaded
                .settings)
        #expect(settings.folders.routes == "/etc/boomgate/r" && settings.folders.data == "/etc/boomgate/d" && settings.folders.keys == "/k")
        #expect(settings.folders.policies == "p" && settings.folders.agents == "a.yaml")
    }

    @Test func `every default lies within its own bounds and reads back`() {
        #expect(Sample.load("").lines.isEmpty)
        #expect(Sample.load("").loaded.rows.count == SettingKey.all.count)
    }

    @Test func `the shipped gateway yaml and agents yaml load without a word`() throws {
        let problems = Problems()
        let flags = SettingsFlags(arguments: ["--config", Sample.root + "/gateway.yaml"], problems: problems)
        let loaded = SettingsLoader(parse: Sample.parse).load(flags: flags, environment: ProcessEnvironment([:]), problems: problems)
        let settings = try #require(loaded.settings, "\(problems.lines)")
        let agents = try #require(AgentsFile(parse: Sample.parse).load(settings.folders.agents, problems: problems))
        #expect(problems.lines.isEmpty && agents.map(\.principal.agent) == ["demo"] && agents[0].keys.allSatisfy(\.isDemo))
    }
}
