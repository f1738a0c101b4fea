public import Documents

/// The keys of a route map: read by `RouteMapReader` and printed into docs/routes.md.
public enum RouteSchema {
    public static let route = KeyTable(
        "a route map",
        [
            Key("api", .identifier(.word, maxBytes: 64), .required, "Name of the downstream system; unique over all files."),
            Key(
                "mount", .text(maxBytes: 1024), .optional(nil), "Path prefix of whole segments under which agents reach it; this or `host`."
            ),
            Key("host", .text(maxBytes: 253), .optional(nil), "Host name of its own under which agents reach it; this or `mount`."),
            Key("upstream", .text(maxBytes: 2048), .required, "`https://host[:port][/base]`; `http` only with `insecure: true`."),
            Key("insecure", .boolean, .optional("false"), "Allows `http` towards the upstream."),
            Key(
                "environment", .identifier(.word, maxBytes: 64), .required,
                "What this upstream is: `prod`, `staging`; never taken from a request."),
            Key(
                "dialect", .choice(Dialect.allCases.map(\.rawValue)), .optional("plain"),
                "Shape of our own error answers; `mcp` is not supported yet."),
            Key(
                "credential", .mapping(credential), .optional(nil),
                "The field that proves the gateway to the upstream; added last, never logged."),
            Key(
                "slots", .list(of: .text(maxBytes: 80), max: 16), .optional(nil),
                "Further places where agents put their key: `query:NAME` or `form:NAME`."),
            Key(
                "networks", .list(of: .text(maxBytes: 64), max: 64), .optional("[public]"),
                "Where the upstream's name may resolve to: `public`, `private`, `loopback` or CIDR blocks."),
            Key(
                "rewrite", .choice(["json-urls", "none"]), .optional("json-urls for github, else none"),
                "Whether the upstream's origin inside JSON answers becomes the mount."),
            Key(
                "redirects", .list(of: .text(maxBytes: 253), max: 64), .optional(nil),
                "Hosts besides the upstream that a Location in an answer may name."),
            Key("cookies", .boolean, .optional("false"), "Forwards Cookie to the upstream."),
            Key("set_cookie", .boolean, .optional("false"), "Passes Set-Cookie on to the agent."),
            Key(
                "paths", .choice(["strict", "opaque"]), .optional("strict"), "`opaque`: a rest capture may hold `//` and a literal `;`."),
            Key("timeouts", .mapping(timeouts)),
            Key("tls", .mapping(tls), .optional(nil), "TLS towards the upstream."),
            Key(
                "operations", .list(of: .mapping(operation), max: 20_000), .required,
                "What requests mean; a request that none binds is refused."),
            Key("sandbox", .other("a mapping"), .notYet, "A second upstream for calls that policy sends to the sandbox."),
            Key("hold", .other("a mapping"), .notYet, "How long a held call waits on the connection, and when it expires."),
            Key("orders", .other("a mapping"), .notYet, "Ordered enumerations for typed fields."),
            Key("types", .other("a mapping"), .notYet, "Types of fields."),
            Key("decode", .other("a list"), .notYet, "Content encodings of request bodies to decode."),
            Key("audit", .other("strict or relaxed"), .notYet, "What a failing record store means."),
            Key("settle", .other("a duration"), .notYet, "How long an unknown outcome must settle."),
            Key("body", .other("inspect"), .notYet, "Buffers the bodies of all operations for inspection."),
        ])

    static let credential = KeyTable(
        "a credential",
        [
            Key("header", .text(maxBytes: 64), .required, "Name of the field, such as `Authorization`."),
            Key("value", .text(maxBytes: 4096), .required, "Text with at least one `${env:NAME}` or `${file:PATH}`."),
        ])

    static let timeouts = KeyTable(
        "time-outs",
        [
            Key("connect", .duration(.milliseconds(10)...(.seconds(60))), .optional("5s"), "Name look-up, TCP and TLS."),
            Key(
                "first_byte", .duration(.milliseconds(10)...(.seconds(3600))), .optional("60s"),
                "From the last byte sent to the first byte of the answer; 600s for openai, anthropic and gemini."),
            Key(
                "idle", .duration(.milliseconds(10)...(.seconds(3600))), .optional("60s"),
                "Between two bytes of the answer; 300s for openai, anthropic and gemini."),
        ])

    static let tls = KeyTable(
        "TLS settings",
        [
            Key("ca", .text(maxBytes: 1024), .optional(nil), "PEM file of the certificates to trust instead of the system's."),
            Key("certificate", .text(maxBytes: 1024), .optional(nil), "PEM file of the client certificate; with `key`."),
            Key("key", .text(maxBytes: 1024), .optional(nil), "PEM file of its private key."),
        ])

    static let operation = KeyTable(
        "an operation",
        [
            Key("id", .identifier(.dotted, maxBytes: 64), .required, "Unique over all files."),
            Key(
                "http", .list(of: .text(maxBytes: 4096), max: 32, allowsOne: true), .required,
                "`METHOD /path`; the method is one token or `*`, the path a template."),
            Key(
                "action", .other("1 to 64 of [a-z0-9_], a letter first"), .required,
                "What it does: `read` changes nothing, every other word is a write."),
            Key("target", .other("1 to 64 of [a-z0-9_], a letter first"), .required, "What it does it to."),
            Key("idempotency", .mapping(idempotency), .optional(nil), "The upstream tells a repeat from a second call by this field."),
            Key(
                "attach_ignore", .list(of: .text(maxBytes: 256), max: 32), .optional(nil),
                "Places that differ between repeats of one call: `form:NAME`, `query:NAME`, `header:NAME`; `body:/pointer` is read and has no effect yet."
            ),
            Key(
                "open", .other("`open: true`: inputs cannot be closed yet"), .required,
                "The operation is forwarded with any query and body."),
            Key("having", .other("a mapping"), .notYet, "Values that tell operations behind one URL apart."),
            Key("fields", .other("a mapping"), .notYet, "Typed fields that policy reads."),
            Key("body", .other("a mapping"), .notYet, "Media types and members that a body may have."),
            Key("query", .other("a list"), .notYet, "Names that a query may have."),
            Key("repeat", .other("a list"), .notYet, "Names that a query may hold more than once."),
            Key("affects", .other("a number or a field"), .notYet, "How much one call touches."),
            Key("reversible", .other("true or false"), .notYet, "Whether the effect can be undone."),
            Key("summary", .other("a text"), .notYet, "The sentence on the approval card."),
            Key("graphql", .other("a mapping"), .notYet, "Documents that may be sent."),
            Key("reconcile", .other("`GET /path`"), .notYet, "How to find out what became of an unknown outcome."),
        ])

    static let idempotency = KeyTable(
        "idempotency",
        [
            Key("header", .text(maxBytes: 64), .required, "Name of the key field, such as `Idempotency-Key`."),
            Key("ttl", .duration(.seconds(1)...(.seconds(7 * 86_400))), .optional("1h"), "How long the upstream remembers a key."),
        ])
}
