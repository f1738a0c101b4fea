public import Documents

/// The keys of gateway.yaml as data: reader, flags, environment, `boomgate config` and docs/settings.md are all made from this table.
public enum GatewayKeys {
    public static let table = KeyTable(
        "gateway.yaml",
        [
            Key(
                "listeners",
                .mapping(
                    KeyTable(
                        "listeners",
                        [
                            Key("agents", .mapping(agents), .optional(nil), "Where agents call."),
                            Key("admin", .mapping(admin), .optional(nil), "Where health and metrics are served, and nothing else."),
                        ]))),
            Key(
                "threads", .integer(0...256), .optional("0"),
                "Event loops, each on a thread of its own; 0 is one for each processor core."),
            Key(
                "upstream_http2", .boolean, .optional("false"),
                "Offers HTTP/2 to upstreams over TLS for calls with bodies up to 16KiB; decision 0004 says why it is off."),
            Key("routes", path, .optional("./routes"), "Folder of the route maps, `*.yaml`; `*.cases.yaml` beside them are test cases."),
            Key("policies", path, .optional("./policies"), "Folder for policy packs; this release reads none and says so at start."),
            Key("agents", path, .optional("./agents.yaml"), "File of the agents."),
            Key("data", path, .optional("./data"), "Folder for what the gateway stores."),
            Key("keys", path, .optional("./keys"), "Folder of the gateway key: 32 bytes, mode 0600, made at the first start."),
            Key("log", .mapping(log)), Key("bounds", .mapping(bounds)), Key("timeouts", .mapping(timeouts)),
            Key("back_off", .mapping(backOff)),
        ])

    private static let path = KeyType.text(maxBytes: 1024)
    /// Short waits are for tests and for the impatient; a bound of nothing would refuse everybody.
    private static let briefest = Duration.milliseconds(10)
    private static let hour = Duration.seconds(3600)

    private static let listener = [
        Key(
            "names", .list(of: .text(maxBytes: 253), max: 256, allowsOne: true), .optional(nil),
            "Host names that requests may carry, without port, in any case; when absent `localhost` and the literal address."),
        Key("plaintext", .boolean, .optional("false"), "Allows a listener off loopback without TLS."),
        Key("tls", .mapping(tls), .optional(nil), "TLS 1.2 and 1.3; when absent the listener speaks plain HTTP."),
    ]

    private static let agents = KeyTable(
        "listeners.agents",
        [
            Key("address", .text(maxBytes: 45), .optional("127.0.0.1"), "A literal IPv4 or IPv6 address."),
            Key("port", .integer(0...65535), .optional("8080"), "0 takes any free port."),
        ] + listener + [
            Key("allow_demo_keys", .boolean, .optional("false"), "Accepts keys marked `demo: true` on a listener off loopback."),
            Key(
                "reserved", .text(maxBytes: 64), .optional("/-/"), "Path prefix of the gateway's own answers; it begins and ends with `/`."),
        ])

    private static let admin = KeyTable(
        "listeners.admin",
        [
            Key("address", .text(maxBytes: 45), .optional("127.0.0.1"), "A literal IPv4 or IPv6 address."),
            Key("port", .integer(0...65535), .optional("8081"), "0 takes any free port."),
        ] + listener)

    private static let tls = KeyTable(
        "tls",
        [
            Key(
                "certificates",
                .list(
                    of: .mapping(
                        KeyTable(
                            "a certificate",
                            [
                                Key("certificate", path, .required, "PEM file: the certificate, then its chain."),
                                Key("key", path, .required, "PEM file of its private key."),
                            ])), max: 64), .required, "Chosen by server name (SNI); the first one serves the rest."),
            Key("client_ca", path, .optional(nil), "PEM file of authorities; client certificates signed by them may stand for agents."),
        ])

    private static let log = KeyTable(
        "log", [Key("level", .choice(["error", "warning", "info", "debug"]), .optional("info"), "The least that is logged.")])

    private static let bounds = KeyTable(
        "bounds",
        [
            Key("request_line", .byteSize(256...(64 << 10)), .optional("16KiB"), "Method, target and version of one request."),
            Key("header_section", .byteSize(1024...(256 << 10)), .optional("32KiB"), "All header fields of one request."),
            Key("header_fields", .integer(8...1000), .optional("100"), "Header fields of one request."),
            Key("connection_options", .integer(1...100), .optional("16"), "Options that the Connection fields of one request name."),
            Key(
                "chunk_extensions", .byteSize(0...(64 << 10)), .optional("4KiB"), "Chunk extensions of one request body; they are dropped."),
            Key("request_body", .byteSize(0...(1 << 40)), .optional("4GiB"), "One request body, however it is framed."),
            Key(
                "attach_body", .byteSize(0...(32 << 20)), .optional("1MiB"),
                "Bodies of writes up to this are read before they are forwarded, so that a repeat is known."),
            Key("connections", .integer(1...1_000_000), .optional("20000"), "Connections of agents, all together."),
            Key("connections_per_agent", .integer(1...100_000), .optional("256"), "Connections of one agent."),
            Key("connections_per_address", .integer(1...1_000_000), .optional("1024"), "Connections from one peer address."),
            Key(
                "reserved_descriptors", .integer(8...1024), .optional("32"),
                "File descriptors kept for admin, upstreams and files; accepting pauses below."),
            Key("output_buffer", .byteSize((16 << 10)...(16 << 20)), .optional("64KiB"), "Answer bytes waiting for one agent to read."),
            Key(
                "upstream_buffer", .byteSize((16 << 10)...(16 << 20)), .optional("64KiB"),
                "Answer bytes of one call read ahead of its agent."),
            Key(
                "early_drain", .byteSize(0...(64 << 20)), .optional("1MiB"),
                "Body bytes read and dropped after an early answer, so that the agent sees it."),
            Key(
                "unsettled_per_agent", .integer(1...100_000), .optional("1000"),
                "Writes of one agent that are orphaned or of unknown effect; over it its writes are refused."),
            Key("unsettled", .integer(1...1_000_000), .optional("20000"), "The same, of all agents."),
            Key("kept_answer", .byteSize(0...(16 << 20)), .optional("256KiB"), "The answer of one orphaned write, kept for a repeat."),
            Key("kept_answers", .byteSize(0...(4 << 30)), .optional("64MiB"), "All kept answers together."),
        ])

    private static let timeouts = KeyTable(
        "timeouts",
        [
            Key(
                "header", .duration(briefest...hour), .optional("10s"),
                "From the first byte of a request to the end of its header fields; also a TLS handshake."),
            Key("keep_alive_idle", .duration(briefest...hour), .optional("75s"), "A connection without a request."),
            Key("body_floor_after", .duration(briefest...hour), .optional("10s"), "A body may be slower than `body_floor` for so long."),
            Key(
                "body_floor", .byteSize(0...(1 << 20)), .optional("1KiB"),
                "Bytes a second that a request body must bring; 0B asks for none."),
            Key("write_stall", .duration(briefest...hour), .optional("30s"), "An agent that reads nothing of its answer."),
            Key("early_drain", .duration(.zero...hour), .optional("5s"), "Reading on after an early answer."),
            Key(
                "kept_answer", .duration(.zero...hour), .optional("60s"),
                "The answer of an orphaned write is kept for so long after its end."),
            Key("unknown", .duration(briefest...(hour * 24)), .optional("10m"), "A write of unknown effect is not repeated for so long."),
            Key(
                "orphan_drain", .duration(briefest...(hour * 24)), .optional("10m"),
                "The answer of an orphaned write is read for so long; then its effect is unknown."),
            Key("shutdown", .duration(.zero...hour), .optional("30s"), "Requests in flight may finish for so long after SIGTERM."),
        ])

    private static let backOff = KeyTable(
        "back_off",
        [
            Key(
                "failures", .integer(1...10_000), .optional("10"),
                "So many failed credentials of one peer address within `window` start a wait: 1s, doubled by each further failure, 60s at most."
            ),
            Key("window", .duration(.seconds(1)...hour), .optional("1m"), "The time in which `failures` count."),
            Key("addresses", .integer(1...1_000_000), .optional("10000"), "Peer addresses remembered; the oldest gives way."),
        ])
}
