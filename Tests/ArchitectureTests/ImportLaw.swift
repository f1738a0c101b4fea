/// The import table of docs/decisions/0001 as data: what each room may import beside the standard library.
///
/// Vocabulary, Glibc and Synchronization are allowed above Vocabulary itself: whoever uses a module's members must import it.
enum ImportLaw {
    struct Room {
        let charter: String
        let imports: Set<String>
        var isCore = false
    }

    static let core: Set<String> = ["Vocabulary", "HTTPCore", "Documents", "Routing"]

    static let rooms: [String: Room] = [
        "Vocabulary": Room(charter: "who, does what, to what; what was decided and why", imports: [], isCore: true),
        "Documents": Room(charter: "a parsed tree whose every node knows its file, line and column", imports: [], isCore: true),
        "HTTPCore": Room(charter: "HTTP messages and the sans-I/O HTTP/1.1 codec", imports: [], isCore: true),
        "Routing": Room(
            charter: "from an HTTP message to an action request", imports: ["Vocabulary", "HTTPCore", "Documents"], isCore: true),
        "Enforcement": Room(charter: "the order of the stages, the ports, the fail-closed outcomes", imports: core),
        "Telemetry": Room(charter: "JSON-lines log and counters; never the audit", imports: []),
        "EventLoop": Room(charter: "an epoll loop per core that is a TaskExecutor", imports: ["CLinux", "Telemetry"]),
        "Cryptography": Room(charter: "digest, HMAC, random, TLS sessions over OpenSSL", imports: ["COpenSSL"]),
        "HTTPServer": Room(
            charter: "listeners and connection drivers", imports: ["HTTPCore", "EventLoop", "Cryptography", "Telemetry", "CLinux"]),
        "CurlUpstream": Room(
            charter: "the Upstream port: one curl multi per loop",
            imports: ["Enforcement", "Vocabulary", "HTTPCore", "Routing", "EventLoop", "CCurl", "Telemetry"]),
        "Compression": Room(charter: "bounded inflate behind the Inflate port", imports: ["Enforcement", "CZlib"]),
        "YAMLDocuments": Room(charter: "YAML bytes to Documents, libyaml's marks kept", imports: ["Documents", "CYAML"]),
        "Identity": Room(
            charter: "credentials to principal", imports: ["Enforcement", "Vocabulary", "HTTPCore", "Routing", "Cryptography"]),
        "Settings": Room(charter: "gateway.yaml and agents.yaml to typed settings", imports: ["Documents", "Vocabulary"]),
        "DemoUpstream": Room(
            charter: "the built-in imitation of downstream APIs", imports: ["HTTPCore", "HTTPServer", "EventLoop", "Telemetry"]),
        "ControlPlane": Room(
            charter: "health, readiness and metrics on a listener of their own", imports: core.union(["Enforcement", "Telemetry"])),
        "TestKit": Room(charter: "manual clock, scripted upstream, in-memory exchange", imports: core.union(["Enforcement"])),
        "boomgate": Room(
            charter: "reads settings, builds every room once, runs them; no logic",
            imports: core.union([
                "Enforcement", "Telemetry", "EventLoop", "Cryptography", "HTTPServer", "CurlUpstream", "YAMLDocuments", "Identity",
                "Settings", "DemoUpstream", "ControlPlane", "Compression",
            ])),
    ]

    static let standard: Set<String> = ["Glibc", "Synchronization"]

    /// Words that bring a clock, a dice or output into rooms that must be pure; the reason is the second part.
    static let forbiddenInCore: [(word: String, reason: String)] = [
        ("async", "the core does not wait"), ("Date(", "time is an argument"), (".now", "time is an argument"),
        ("random", "entropy is an argument"), ("print(", "the core has no output"),
    ]

    /// Words that no room may use on anything a peer can cause (CONTRIBUTING.md).
    static let forbiddenEverywhere = ["try!", "fatalError(", "as!", "import Foundation"]
}
