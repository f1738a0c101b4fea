import Glibc
import TestKit
import Testing

/// How it starts, what it says when it does not, and how it ends.
@Suite(.live) struct `The process` {
    // MARK: end

    @Test func `ends with 0 once what is on its way has ended`() throws {
        let latch = Latch()
        let upstream = try RawUpstream.acting { connection in
            latch.wait()
            connection.send(okAnswer)
        }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        let idle = try gateway.connect()
        let client = try gateway.connect()
        client.send(gateway.request("POST", "/up/v1/pay", body: "pay=5"))
        #expect(eventually { upstream.requests.count == 1 })
        gateway.run.signal(SIGTERM)
        #expect(eventually { !RawClient.isOpen(gateway.port) })
        // A connection without a request has nothing to wait for.
        #expect(idle.readToEnd().isEmpty)
        #expect(gateway.run.exitCode == nil)
        latch.open()
        let answer = try client.answer()
        #expect(answer.status == 200)
        #expect(answer.text == "ok")
        #expect(gateway.run.wait() == 0, "\(gateway.log)")
    }

    @Test func `ends with 0 at its deadline, whatever still hangs`() throws {
        let upstream = try RawUpstream.acting { $0.waitForEnd() }
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)], settings: "timeouts: {shutdown: 300ms}")
        let client = try gateway.connect()
        client.send(gateway.request("POST", "/up/v1/pay", body: "pay=5"))
        #expect(eventually { upstream.requests.count == 1 })
        gateway.run.signal(SIGTERM)
        #expect(gateway.run.wait(seconds: 10) == 0, "\(gateway.log)")
    }

    @Test func `takes SIGINT as SIGTERM`() throws {
        let gateway = try LiveGateway([])
        gateway.run.signal(SIGINT)
        #expect(gateway.run.wait() == 0)
    }

    // MARK: start

    @Test func `does not start on a port that is taken, and says which setting names it`() throws {
        let gateway = try LiveGateway([])
        for (flag, port) in [("listeners.agents.port", gateway.port), ("listeners.admin.port", gateway.adminPort)] {
            let second = BoomgateRun.of(["serve", "--\(flag)", "\(port)"], in: gateway.folder)
            #expect(second.code == 1)
            #expect(second.messages.contains("not started"))
            #expect(second.messages.contains(flag) && second.messages.contains("\(port)"))
        }
        #expect(try gateway.admin("/-/readyz").status == 200)
        gateway.stop()
    }

    @Test(arguments: ["serve", "check"]) func `shows every error of its files, with file, line and column`(command: String) throws {
        let folder = Folder()
        LiveGateway.writeFiles([], settings: "thread: 4\nlog: {level: loud}", listener: "", agents: LiveGateway.agents, in: folder)
        folder.write("agents:\n  - {id: a b, role: r, environments: [prod]}\n", to: "agents.yaml")
        folder.write("api: up\nmount: /up\nupstream: http://127.0.0.1:1\nenvironmnt: prod\noperations: []\n", to: "routes/up.yaml")
        let run = BoomgateRun.of([command], in: folder)
        #expect(run.code == 1)
        let lines = run.messages.split(separator: "\n")
        for (place, words) in [
            ("gateway.yaml:4:1:", "unknown key `thread`; did you mean `threads`?"), ("gateway.yaml:5:14:", "`loud`"),
        ] {
            #expect(lines.contains { $0.contains(place) && $0.contains(words) }, "\(place) \(words) in \(run.messages)")
        }
        #expect(!run.messages.contains("agents.yaml:") || run.messages.contains("agents.yaml:2:"))
        folder.write("", to: "gateway.yaml")
        let files = BoomgateRun.of([command], in: folder)
        #expect(files.code == 1)
        #expect(files.messages.contains("agents.yaml:2:10:"), "\(files.messages)")
        #expect(files.messages.contains("routes/up.yaml:4:1:") && files.messages.contains("`environment`"), "\(files.messages)")
    }

    @Test func `does not start off loopback without TLS`() throws {
        let folder = Folder()
        LiveGateway.writeFiles([], settings: "", listener: "", agents: LiveGateway.agents, in: folder)
        for listener in ["agents", "admin"] {
            let run = BoomgateRun.of(["serve", "--listeners.\(listener).address", "0.0.0.0"], in: folder)
            #expect(run.code == 1)
            #expect(run.messages.contains("plaintext"), "\(run.messages)")
        }
    }

    @Test func `takes no demo key off loopback unless told to`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let key = "bg_demo_CANARYdemokeysCANARYdemokeysCANARYdemokeys3"
        let demo = "agents:\n  - {id: demo, role: r, environments: [prod], keys: [{sha256: \(LiveGateway.sha256(key)), demo: true}]}\n"
        let local = try LiveGateway([RouteText(port: upstream.port)], agents: demo)
        #expect(try local.call("GET", "/up/v1/a", key: key).status == 200)
        local.stop()
        // The listener counts, not the way a client came.
        for (permission, status) in [("", 401), (", allow_demo_keys: true", 200)] {
            let gateway = try LiveGateway(
                [RouteText(port: upstream.port)], listener: "address: 0.0.0.0, plaintext: true, names: [127.0.0.1]" + permission,
                agents: demo)
            #expect(try gateway.call("GET", "/up/v1/a", key: key).status == status)
            gateway.stop()
        }
        #expect(upstream.requests.count == 2)
    }

    // MARK: commands

    @Test func `says where each value came from, the strongest first`() throws {
        let folder = Folder()
        LiveGateway.writeFiles([], settings: "threads: 3", listener: "", agents: LiveGateway.agents, in: folder)
        func row(_ key: String, _ arguments: [String] = [], _ environment: [String: String] = [:]) -> [Substring] {
            let run = BoomgateRun.of(["config"] + arguments, in: folder, environment: environment)
            #expect(run.code == 0)
            return run.output.split(separator: "\n").first { $0.hasPrefix("\(key) ") }?.split(separator: " ") ?? []
        }
        let variable = ["BOOMGATE_THREADS": "4"]
        #expect(row("threads", ["--threads", "5"], variable).dropFirst().prefix(2) == ["5", "flag"])
        #expect(row("threads", [], variable).dropFirst().first == "4")
        #expect(row("threads", [], variable).dropFirst(2).joined(separator: " ").contains("environment"))
        #expect(row("threads").dropFirst().first == "3")
        #expect(row("threads").dropFirst(2).joined(separator: " ").contains("gateway.yaml:4:"))
        #expect(row("bounds.header_fields").dropFirst().prefix(2) == ["100", "default"])
    }

    @Test func `reads the file that flag or variable names`() throws {
        let folder = Folder()
        LiveGateway.writeFiles([], settings: "", listener: "", agents: LiveGateway.agents, in: folder)
        folder.shell("mkdir elsewhere; mv gateway.yaml agents.yaml routes elsewhere")
        #expect(BoomgateRun.of(["check"], in: folder).code == 1)
        #expect(BoomgateRun.of(["check", "--config", "elsewhere/gateway.yaml"], in: folder).code == 0)
        #expect(BoomgateRun.of(["check"], in: folder, environment: ["BOOMGATE_CONFIG": "elsewhere/gateway.yaml"]).code == 0)
    }

    @Test func `adds, lists, rotates and revokes agents for its next start`() throws {
        let upstream = try RawUpstream.answering()
        defer { upstream.close() }
        let gateway = try LiveGateway([RouteText(port: upstream.port)])
        func agents(_ arguments: String...) -> String {
            let run = BoomgateRun.of(["agents"] + arguments, in: gateway.folder)
            #expect(run.code == 0, "\(run.messages)")
            return run.output.replacing("\n", with: "")
        }
        func status(_ key: String) throws -> Int { try gateway.call("GET", "/up/v1/a", key: key).status }
        let first = agents("add", "bot-7", "--role", "clerk", "--environments", "prod")
        #expect(first.hasPrefix("bg_bot-7_") && first.utf8.count == 9 + 43)
        #expect(!gateway.folder.read("agents.yaml").contains(first))
        #expect(agents("list").contains("bot-7"))
        try gateway.restart()
        #expect(try status(first) == 200)
        #expect(try status(LiveGateway.key) == 200)
        let second = agents("rotate", "bot-7")
        try gateway.restart()
        #expect(try status(first) == 200, "the old key lasts for a while")
        #expect(try status(second) == 200)
        let third = agents("rotate", "bot-7", "--keep", "0")
        try gateway.restart()
        #expect(try status(second) == 401)
        #expect(try status(third) == 200)
        _ = agents("revoke", "bot-7")
        try gateway.restart()
        #expect(try status(third) == 401)
        #expect(try status(LiveGateway.key) == 200)
        gateway.stop()
    }

    @Test(arguments: [
        [], ["srve"], ["serve", "--thread", "4"], ["serve", "now"], ["agents"], ["agents", "ad", "x"], ["agents", "add"],
        ["agents", "add", "x"],
        ["agents", "add", "a b", "--role", "r"], ["check", "--jsn"], ["demo-upstream", "--port", "x"], ["config", "--config"],
    ])
    func `ends a line it does not understand with 2`(arguments: [String]) {
        let folder = Folder()
        LiveGateway.writeFiles([], settings: "", listener: "", agents: LiveGateway.agents, in: folder)
        let run = BoomgateRun.of(arguments, in: folder)
        #expect(run.code == 2, "\(run.messages)")
        #expect(run.messages.contains("usage:") || run.messages.contains("Exit codes"))
    }

    @Test func `answers help and version with 0`() {
        let folder = Folder()
        for arguments in [["--help"], ["version"], ["--version"], ["serve", "--help"], ["help", "agents"], ["version", "--json"]] {
            let run = BoomgateRun.of(arguments, in: folder)
            #expect(run.code == 0)
            #expect(!run.output.isEmpty)
        }
    }

    @Test func `tells its health to the command that asks`() throws {
        let gateway = try LiveGateway([])
        let port = "\(gateway.adminPort)"
        let ready = BoomgateRun.of(["healthcheck", "--listeners.admin.port", port], in: gateway.folder)
        #expect(ready.code == 0)
        gateway.stop()
        let gone = BoomgateRun.of(["healthcheck", "--listeners.admin.port", port], in: gateway.folder)
        #expect(gone.code == 1)
    }
}
