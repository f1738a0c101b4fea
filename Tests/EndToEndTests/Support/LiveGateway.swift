import Cryptography
import Glibc
import TestKit
import Testing

/// A running `boomgate serve` with settings, agents and routes of one test, on ports the kernel chose.
final class LiveGateway {
    let folder: Folder
    private(set) var port: UInt16 = 0
    private(set) var adminPort: UInt16 = 0
    private(set) var run: BoomgateRun

    /// Distinctive, so that a search through everything finds them where they do not belong.
    static let key = "bg_support-1_CANARYagentkeyCANARYagentkeyCANARYagentkey1"
    static let strangerKey = "bg_stranger_CANARYotherkeyCANARYotherkeyCANARYotherkey2"
    static let secret = "CANARY-upstream-secret-7d1f0c"

    static let agents = """
        agents:
          - {id: support-1, role: customer_support, environments: [prod], keys: [{sha256: \(sha256(key))}]}
          - {id: stranger, role: tester, environments: [staging], keys: [{sha256: \(sha256(strangerKey))}]}

        """

    /// - Parameters:
    ///   - settings: further lines of gateway.yaml.
    ///   - listener: further keys of `listeners.agents`.
    init(
        _ routes: [RouteText], settings: String = "", listener: String = "", agents: String = LiveGateway.agents, folder: Folder = Folder()
    ) throws {
        self.folder = folder
        LiveGateway.writeFiles(routes, settings: settings, listener: listener, agents: agents, in: folder)
        run = BoomgateRun(["serve"], in: folder, name: "serve")
        try waitUntilReady()
    }

    /// Settings, agents and routes where `serve`, `check` and `config` find them.
    static func writeFiles(_ routes: [RouteText], settings: String, listener: String, agents: String, in folder: Folder) {
        folder.shell("mkdir -p routes")
        folder.write(
            """
            listeners:
              agents: {port: 0\(listener.isEmpty ? "" : ", " + listener)}
              admin: {port: 0}
            \(settings)

            """, to: "gateway.yaml")
        folder.write(agents, to: "agents.yaml")
        for route in routes {
            folder.write(route.text, to: "routes/\(route.api).yaml")
            folder.write(secret, to: "routes/\(route.api).secret")
        }
    }

    /// Ends it, and starts it anew with what its files say now.
    func restart() throws {
        stop()
        run = BoomgateRun(["serve"], in: folder, name: "serve")
        try waitUntilReady()
    }

    /// SIGTERM, and the clean end it must lead to.
    func stop(sourceLocation: SourceLocation = #_sourceLocation) {
        guard run.exitCode == nil else { return }
        run.signal(SIGTERM)
        let code = run.wait(seconds: 40)
        #expect(code == 0, "ended with \(String(describing: code)): \(log)", sourceLocation: sourceLocation)
    }

    var log: String { run.messages }

    private func waitUntilReady() throws {
        let isReady = eventually(within: 30) {
            guard run.exitCode == nil else { return true }
            port = LiveGateway.port(in: log, after: "listening for agents")
            adminPort = LiveGateway.port(in: log, after: "listening for operators")
            guard port != 0, adminPort != 0 else { return false }
            return (try? admin("/-/readyz"))?.status == 200
        }
        try #require(isReady && run.exitCode == nil, "not ready: \(log)")
    }

    private static func port(in log: String, after message: String) -> UInt16 {
        guard let line = log.split(separator: "\n").first(where: { $0.contains(message) }),
            let address = line.firstRange(of: "\"address\":\"")
        else { return 0 }
        let text = line[address.upperBound...].prefix { $0 != "\"" }
        return text.lastIndex(of: ":").flatMap { UInt16(text[text.index(after: $0)...]) } ?? 0
    }

    static func sha256(_ key: String) -> String { String(decoding: SHA256.digest(of: Array(key.utf8)).hex, as: UTF8.self) }
}

// MARK: calls

extension LiveGateway {
    func connect() throws -> RawClient { try RawClient(port) }

    /// The bytes of one request; with the agent's key unless told otherwise.
    func request(_ method: String, _ target: String, _ fields: [String] = [], body: String = "", key: String? = LiveGateway.key) -> String {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)"]
        if let key { lines.append("Authorization: Bearer \(key)") }
        lines += fields
        if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    /// One call on a connection of its own.
    func call(
        _ method: String, _ target: String, _ fields: [String] = [], body: String = "", key: String? = LiveGateway.key
    ) throws -> Answer {
        let client = try connect()
        client.send(request(method, target, fields, body: body, key: key))
        return try client.answer(toHead: method == "HEAD")
    }

    func admin(_ path: String) throws -> Answer {
        let client = try RawClient(adminPort)
        client.send("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(adminPort)\r\n\r\n")
        return try client.answer()
    }
}

// MARK: what it tells of itself

extension LiveGateway {
    /// A sample of `/metrics`, with its label where it has one; nil where there is none.
    func metric(_ name: String) -> Int? {
        guard let text = try? admin("/metrics").text else { return nil }
        return text.split(separator: "\n").first { $0.hasPrefix("boomgate_\(name) ") }.flatMap { Int($0.drop { $0 != " " }.dropFirst()) }
    }

    /// Resident memory in MiB; nil where a sanitizer keeps terabytes of shadow beside it.
    var residentMiB: Int? {
        let status = Folder.contents("/proc/\(run.pid)/status")
        func kilobytes(_ name: String) -> Int? {
            status.split(separator: "\n").first { $0.hasPrefix(name) }.flatMap { Int($0.filter { ("0"..."9").contains($0) }) }
        }
        guard let size = kilobytes("VmSize:"), size < 100 * 1024 * 1024 else { return nil }
        return kilobytes("VmRSS:").map { $0 / 1024 }
    }

    /// That memory stayed bounded, whatever the peer did.
    func expectBoundedMemory(sourceLocation: SourceLocation = #_sourceLocation) {
        if let residentMiB { #expect(residentMiB < 80, sourceLocation: sourceLocation) }
    }
}
