public import Documents

/// The keys of agents.yaml as data.
public enum AgentKeys {
    /// BOUND: agents of one file.
    public static let agentsMax = 10_000

    public static let table = KeyTable(
        "agents.yaml",
        [
            Key(
                "agents", .list(of: .mapping(agent), max: agentsMax), .required,
                "Everyone who may call; the file is read at start.")
        ])

    static let digest = KeyType.other("64 hexadecimal digits")

    private static let agent = KeyTable(
        "an agent",
        [
            Key("id", .identifier(.word, maxBytes: 64), .required, "Its name in records, limits and its keys."),
            Key("role", .identifier(.word, maxBytes: 64), .required, "The one role by which policy knows it."),
            Key(
                "environments", .list(of: .identifier(.word, maxBytes: 64), max: 32, allowsOne: true), .required,
                "Routes of other environments refuse it."),
            Key("owner", .identifier(.word, maxBytes: 64), .optional(nil), "The operator who answers for it; never its approver."),
            Key("trust", .choice(["new", "established"]), .optional("new"), "How well it is known."),
            Key("labels", .texts(maxEntries: 16, maxBytes: 128), .optional(nil), "Words for policy and records."),
            Key("keys", .list(of: .mapping(key), max: 8), .optional(nil), "Its keys; made by `boomgate agents add` and `rotate` only."),
            Key(
                "certificates", .list(of: digest, max: 8), .optional(nil),
                "SHA-256 of the public key (SPKI) of client certificates that stand for it."),
            Key(
                "addresses", .list(of: .text(maxBytes: 64), max: 64, allowsOne: true), .optional(nil),
                "Addresses or CIDR blocks that stand for it where a request shows no credential: for sidecars on loopback."),
            Key("runs", .mapping(runs)),
        ])

    private static let key = KeyTable(
        "a key",
        [
            Key("sha256", digest, .required, "SHA-256 of the whole key text."),
            Key(
                "expires", .other("an RFC 3339 time such as 2027-01-31T12:00:00Z"), .optional(nil),
                "From this moment on the key is refused."),
            Key("demo", .boolean, .optional("false"), "A published key: refused on listeners off loopback unless they allow it."),
        ])

    private static let runs = KeyTable(
        "runs",
        [
            Key("labelled", .boolean, .optional("false"), "Whether `Boomgate-Run-Label` opens runs of its own."),
            Key("max_open", .integer(1...1000), .optional("20"), "Labelled runs open at a time."),
            Key("new_per_hour", .integer(1...10_000), .optional("60"), "Labelled runs begun within an hour."),
        ])
}
