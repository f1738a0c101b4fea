internal import HTTPCore

/// One request as it reached this upstream: what the log shows and what the imitations answer.
struct Arrival: Sendable {
    let method: Method
    let path: [UInt8]
    let query: [UInt8]
    let fields: FieldSection
    /// At most `bodyLimitBytes` of it; `bodyBytes` counts all.
    let body: [UInt8]
    let bodyBytes: Int

    static let bodyLimitBytes = 1 << 20

    init(
        method: Method, path: [UInt8], query: [UInt8] = [], fields: FieldSection = FieldSection(), body: [UInt8] = [], bodyBytes: Int? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
        self.bodyBytes = bodyBytes ?? body.count
    }

    /// The first path segment: `billing` of `/billing/v1/refunds`.
    var api: ArraySlice<UInt8> { path.dropFirst().prefix { $0 != UInt8(ascii: "/") } }

    /// Whether exactly the credential that the gateway injects for this API is here.
    var holdsDemoCredential: Bool {
        guard let value = fields.first(.authorization) else { return false }
        return value.elementsEqual(Array("Bearer demo-".utf8) + api + Array("-credential".utf8))
    }

    /// One line of JSON: what really reached the upstream. No credential is in it, not even a wrong one.
    var logLine: [UInt8] {
        var line = Array("{\"demo_upstream\":".utf8)
        JSONValue.appendQuoted(api, to: &line)
        line.append(contentsOf: ",\"method\":".utf8)
        JSONValue.appendQuoted(method.token, to: &line)
        line.append(contentsOf: ",\"target\":".utf8)
        JSONValue.appendQuoted(Arrival.printable(query.isEmpty ? path : path + [UInt8(ascii: "?")] + query), to: &line)
        line.append(contentsOf: ",\"fields\":".utf8)
        JSONValue.array(fields.lines.map { .string(String(decoding: fields.name($0), as: UTF8.self)) }).append(to: &line)
        line.append(contentsOf: ",\"authorization\":".utf8)
        credentialWords.append(to: &line)
        line.append(contentsOf: ",\"body_bytes\":\(bodyBytes),\"body\":".utf8)
        JSONValue.appendQuoted(Arrival.printable(body.prefix(200)), to: &line)
        line.append(contentsOf: "}\n".utf8)
        return line
    }

    private var credentialWords: JSONValue {
        guard let value = fields.first(.authorization) else { return .null }
        let scheme = String(decoding: Arrival.printable(value.prefix(16).prefix { $0 != 0x20 }), as: UTF8.self)
        return .string(scheme + (holdsDemoCredential ? " (the demo credential)" : " (not the demo credential)"))
    }

    /// Octets outside printable ASCII as `\xNN`, so that one arrival stays one line whatever it holds.
    private static func printable(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.flatMap { byte in
            (0x20..<0x7f).contains(byte) ? [byte] : Array("\\x\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8)
        }
    }
}
