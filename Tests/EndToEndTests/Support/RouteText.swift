/// A route file as text, with one operation for reads and one for writes.
struct RouteText {
    var api = "up"
    var mount = "mount: /up"
    var scheme = "http"
    var host = "127.0.0.1"
    var port: UInt16
    var base = ""
    var environment = "prod"
    /// Long enough not to be met by chance, short where a test is about them.
    var timeouts = "{connect: 5s, first_byte: 20s, idle: 20s}"
    var networks = "[loopback]"
    /// Further lines.
    var extra: [String] = []

    var text: String {
        let lines =
            [
                "api: \(api)", mount, "upstream: \(scheme)://\(host):\(port)\(base)", "environment: \(environment)",
                "networks: \(networks)", "timeouts: \(timeouts)",
                "credential: {header: Authorization, value: \"Bearer ${file:\(api).secret}\"}",
            ] + (scheme == "http" ? ["insecure: true"] : []) + extra + [
                "operations:",
                "  - {id: \(api).read, http: [\"GET /v1/{path:rest}\", \"HEAD /v1/{path:rest}\"], action: read, target: thing, open: true}",
                "  - id: \(api).write",
                "    http: [\"POST /v1/{path:rest}\", \"PUT /v1/{path:rest}\", \"PATCH /v1/{path:rest}\", \"DELETE /v1/{path:rest}\"]",
                "    action: execute",
                "    target: thing",
                "    open: true",
            ]
        return lines.joined(separator: "\n") + "\n"
    }
}
