import HTTPCore
import Testing
import Vocabulary

@testable import Routing

@Suite struct `Route files` {
    @Test(arguments: [
        ("hold: {wait: 45s}", "routes/a.yaml:6:1: `hold` is not supported yet"),
        ("sandbox: {upstream: https://s.test}", "routes/a.yaml:6:1: `sandbox` is not supported yet"),
        ("types: {}", "routes/a.yaml:6:1: `types` is not supported yet"),
        ("orders: {}", "routes/a.yaml:6:1: `orders` is not supported yet"),
        ("decode: [gzip]", "routes/a.yaml:6:1: `decode` is not supported yet"),
        ("audit: strict", "routes/a.yaml:6:1: `audit` is not supported yet"),
        ("settle: 10m", "routes/a.yaml:6:1: `settle` is not supported yet"),
        ("body: inspect", "routes/a.yaml:6:1: `body` is not supported yet"),
        ("dialect: mcp", "routes/a.yaml:6:10: dialect `mcp` is not supported yet; expected another dialect"),
        (
            "dialect: opnai",
            "routes/a.yaml:6:10: unknown value `opnai` for `dialect`; did you mean `openai`? expected plain, openai, anthropic, gemini, stripe, github, slack, kubernetes, mcp, s3, aws-json or aws-query"
        ),
        ("host: gw.test", "routes/a.yaml:6:7: `mount` and `host` stand together; expected one of them"),
        ("networks: []", "routes/a.yaml:6:11: no network is listed; expected public, private, loopback or a CIDR block"),
        (
            "networks: [pubic]",
            "routes/a.yaml:6:12: unknown network `pubic`; did you mean `public`? expected public, private, loopback or a CIDR block such as 10.0.0.0/8"
        ),
        ("networks: [10.1.0.0/8]", "routes/a.yaml:6:12: `10.1.0.0/8`: bits are set below the prefix; expected `10.0.0.0/8`"),
        (
            "redirects: [https://x.test]",
            "routes/a.yaml:6:13: `https://x.test` for `redirects`; expected a host name without scheme and port"
        ),
        ("slots: [header:x]", "routes/a.yaml:6:9: `header:x` for `slots`; expected `query:NAME` or `form:NAME`"),
        ("timeouts: {connect: 61s}", "routes/a.yaml:6:21: `61s` for `connect`; expected a duration from 10ms to 1m, such as 5s"),
        ("timeouts: {first_byte: 9ms}", "routes/a.yaml:6:24: `9ms` for `first_byte`; expected a duration from 10ms to 1h, such as 5s"),
        ("tls: {certificate: c.pem}", "routes/a.yaml:6:6: a client certificate needs `certificate` and `key`; expected both or neither"),
        (
            "credential: {header: Authorization, value: hunter2}",
            "routes/a.yaml:6:44: a secret is written into the file; expected a reference such as `${env:NAME}` or `${file:PATH}`"
        ),
        (
            "credential: {header: Content-Length, value: \"${env:K}\"}",
            "routes/a.yaml:6:22: `Content-Length` is a field that the gateway writes itself; expected one such as `Authorization`"
        ),
        ("credential: {header: X_Key, value: \"${env:K}\"}", "routes/a.yaml:6:22: `X_Key` for `header`; expected 1 to 64 of [A-Za-z0-9-]"),
        (
            "credential: {header: X-Key, value: \"${evn:K}\"}",
            "routes/a.yaml:6:36: unknown reference `${evn:K}`; expected `${env:NAME}` or `${file:PATH}`"
        ),
        ("paths: open", "routes/a.yaml:6:8: unknown value `open` for `paths`; expected strict or opaque"),
        (
            "retries: 3",
            "routes/a.yaml:6:1: unknown key `retries`; expected api, mount, host, upstream, insecure, environment, dialect, credential, slots, networks, rewrite, redirects, cookies, set_cookie, paths, timeouts, tls or operations"
        ),
    ]) func `a faulty key is told in place`(line: String, problem: String) {
        #expect(RouteText.read(RouteText.map(line)).problems == [problem])
    }

    @Test(arguments: [
        ("ftp://up.test", "`ftp://up.test` for `upstream`; expected `https://host[:port][/base]`"),
        ("http://up.test", "`http://up.test` is not encrypted; expected `https`, or `insecure: true` beside it"),
        ("https://user:pw@up.test", "a user name or password does not belong in a URL; expected `credential`"),
        (
            "https://up.test?x",
            "`https://up.test?x` for `upstream`; an upstream has no query and no fragment; expected `https://host[:port][/base]`"
        ),
        ("https://127.1", "`https://127.1` for `upstream`; expected a host name, or a literal address in its plain form"),
        ("https://0x7f000001", "`https://0x7f000001` for `upstream`; expected a host name, or a literal address in its plain form"),
        ("https://up.test:0", "`https://up.test:0` for `upstream`; expected a port from 1 to 65535"),
        ("https://up.test:65536", "`https://up.test:65536` for `upstream`; expected a port from 1 to 65535"),
        (
            "https://up.test/a/",
            "`https://up.test/a/` for `upstream`; the base path ends with `/`; expected a canonical base path without a trailing `/`"
        ),
        (
            "https://up.test/a/../b",
            "`https://up.test/a/../b` for `upstream`; the path has a `.` or `..` segment; expected a canonical base path without a trailing `/`"
        ),
        ("https://::1", "`https://::1` for `upstream`; expected a port from 1 to 65535"),
    ]) func `an upstream is read strictly`(upstream: String, message: String) {
        #expect(RouteText.read(RouteText.map(upstream: upstream)).problems == ["routes/a.yaml:3:11: " + message])
    }

    @Test(arguments: [
        (
            "{id: a, http: GET /x, action: read, target: t}",
            "6:3: an operation without `open`; expected `open: true`: inputs cannot be closed yet"
        ),
        (
            "{id: a, http: GET /x, action: read, target: t, open: false}",
            "6:56: inputs cannot be closed yet, so this operation is forwarded with any query and body; expected `open: true`"
        ),
        (
            "{id: a, http: get /x, action: read, target: t, open: true}",
            "6:17: `get /x` for `http`; expected `METHOD /path`, the method in upper case or `*`"
        ),
        (
            "{id: a, http: CONNECT /x, action: read, target: t, open: true}",
            "6:17: `CONNECT /x` for `http`; expected `METHOD /path`, the method in upper case or `*`"
        ),
        (
            "{id: a, http: /x, action: read, target: t, open: true}",
            "6:17: `/x` for `http`; expected `METHOD /path`, the method in upper case or `*`"
        ),
        (
            "{id: a, http: \"GET /a/{b:any}\", action: read, target: t, open: true}",
            "6:17: `GET /a/{b:any}` for `http`: unknown kind of capture `any`; expected `opaque` or `rest`, at byte 11"
        ),
        (
            "{id: a, http: [GET /x, GET /x], action: read, target: t, open: true}",
            "6:26: this method and path stand twice in `a`; expected them once"
        ),
        (
            "{id: a, http: GET /x, action: Read, target: t, open: true}",
            "6:33: `Read` for `action`; expected 1 to 64 of [a-z0-9_], a letter first"
        ),
        ("{id: a b, http: GET /x, action: read, target: t, open: true}", "6:8: `a b` for `id`; expected 1 to 64 of [A-Za-z0-9._-]"),
        ("{id: a, http: GET /x, action: read, target: t, open: true, having: {}}", "6:62: `having` is not supported yet"),
        (
            "{id: a, http: GET /x, action: read, target: t, open: true, attach_ignore: [cookie:x]}",
            "6:78: `cookie:x` for `attach_ignore`; expected `form:NAME`, `body:/pointer`, `query:NAME` or `header:NAME`"
        ),
        (
            "{id: a, http: GET /x, action: read, target: t, open: true, attach_ignore: [\"body:nonce\"]}",
            "6:78: `body:nonce` for `attach_ignore`; expected `form:NAME`, `body:/pointer`, `query:NAME` or `header:NAME`"
        ),
        (
            "{id: a, http: GET /x, action: read, target: t, open: true, attach_ignore: [\"body:/nonce\"]}",
            "6:78: warning: `body:/nonce` has no effect yet: bodies are compared byte for byte; expected `form:NAME` for a form"
        ),
        (
            "{id: a, http: GET /x, action: read, target: t, open: true, idempotency: {header: Host}}",
            "6:84: `Host` for `header`; expected a field name such as `Idempotency-Key`"
        ),
    ]) func `a faulty operation is told in place`(entry: String, problem: String) {
        #expect(RouteText.read(RouteText.operation(entry)).problems == ["routes/a.yaml:" + problem])
    }

    @Test func `the reserved prefix belongs to the gateway`() {
        #expect(
            RouteText.read(RouteText.map(mount: "/-/x")).problems == [
                "routes/a.yaml:2:8: `/-/x` lies under `/-/`, where the gateway answers itself; expected another prefix"
            ])
        let root = RouteText.operation("{id: a, http: \"GET /-/{x}\", action: read, target: t, open: true}").replacingFirst("/billing", "/")
        #expect(
            RouteText.read(root).problems == [
                "routes/a.yaml:6:17: the path lies under `/-/`, where the gateway answers itself; expected another path"
            ])
    }

    @Test(arguments: ["billing", "/billing/", "/a//b", "/a/../b", "/%62", "/a;b", "/a b"]) func `a mount is canonical`(mount: String) {
        #expect(
            RouteText.read(RouteText.map(mount: mount)).problems == [
                "routes/a.yaml:2:8: `\(mount)` for `mount`; expected a path prefix such as `/billing`: canonical, without `%` and trailing `/`"
            ])
    }

    @Test func `names are unique over all files`() {
        #expect(
            RouteText.read(RouteText.map(), RouteText.map()).problems == [
                "routes/b.yaml:1:6: `billing` is already an api, at routes/a.yaml:1:6; expected another",
                "routes/b.yaml:2:8: `/billing` is already the mount of an api, at routes/a.yaml:2:8; expected another",
                "routes/b.yaml:5:19: `x.get` is already the id of an operation, at routes/a.yaml:5:19; expected another",
            ])
    }

    @Test func `operations that tie name each other`() {
        let text = RouteText.operation(
            "{id: a, http: \"GET /x/{y}\", action: read, target: t, open: true}\n- {id: b, http: [POST /z, \"GET /x/{z:opaque}\"], action: read, target: t, open: true}"
        )
        #expect(
            RouteText.read(text).problems == [
                "routes/a.yaml:7:27: some requests mean both `b` and `a` at routes/a.yaml:6:17; expected other methods or more literal segments"
            ])
    }

    @Test func `what is missing is told, all at once`() {
        #expect(
            RouteText.read("api: x\n").problems == [
                "routes/a.yaml:1:1: a route map without `upstream`; expected a text of 1 to 2048 bytes",
                "routes/a.yaml:1:1: a route map without `environment`; expected 1 to 64 of [A-Za-z0-9_-]",
                "routes/a.yaml:1:1: a route map without `operations`; expected a list of at most 20000, each a mapping with the keys id, http, action, target, idempotency, attach_ignore, open",
                "routes/a.yaml:1:1: a route map without `mount`; expected `mount: /prefix` or `host: name`",
            ])
    }

    @Test func `a secret with a line break or none at all is refused`() {
        let text = RouteText.map("credential: {header: Authorization, value: \"${env:K}\"}")
        #expect(RouteText.read(text, secret: nil).problems == ["routes/a.yaml:6:44: no such secret"])
        #expect(RouteText.read(text, secret: .init(Array("a\r\nb".utf8))).problems.count == 1)
        #expect(RouteText.read(text, secret: .init([])).problems.count == 1)
    }

    @Test func `a whole map is read with its defaults`() throws {
        let (routes, problems) = RouteText.read(
            RouteText.map(upstream: "https://[2001:DB8::1]:8443/base"),
            RouteText.map(
                """
                dialect: openai
                credential: {header: X-Api-Key, value: "k ${file:k}"}
                slots: ["query:key", "form:token"]
                networks: [private, 10.0.0.0/8]
                redirects: [CDN.test]
                paths: opaque
                cookies: true
                tls: {ca: ca.pem, certificate: /etc/c.pem, key: /etc/k.pem}
                timeouts: {idle: 1h}
                """, api: "llm", mount: "/", id: "y"),
            """
            api: gh
            host: GH.Gw.Test
            upstream: http://127.0.0.1:8089
            insecure: true
            environment: dev
            dialect: github
            operations:
            - {id: w, http: [GET /a, POST /a, "GET /b"], action: update, target: t, open: true, idempotency: {header: Idempotency-Key}, attach_ignore: [form:T, query:q, header:X-N]}
            """)
        #expect(problems == [])
        try #require(routes.count == 3)
        #expect(Sample.text(routes[0].upstream.authority) == "[2001:db8::1]:8443" && Sample.text(routes[0].upstream.basePath) == "/base")
        #expect(routes[0].timeouts == RouteTimeouts() && routes[0].networks.allowsPublic && !routes[0].rewritesJSONURLs)
        #expect(routes[1].timeouts.firstByte == .seconds(600) && routes[1].timeouts.idle == .seconds(3600))
        #expect(routes[1].mount == .path([]) && routes[1].allowsOpaquePaths && routes[1].forwardsCookies && !routes[1].forwardsSetCookie)
        #expect(!routes[1].networks.allowsPublic && routes[1].networks.allowsPrivate && routes[1].networks.ranges.count == 1)
        #expect(routes[1].slots == [.query(Array("key".utf8)), .form(Array("token".utf8))])
        #expect(routes[1].redirects == [Array("cdn.test".utf8)])
        #expect(routes[1].tls.caFile == "routes/ca.pem" && routes[1].tls.keyFile == "/etc/k.pem")
        #expect(routes[1].credential.map { Sample.text($0.header) } == "x-api-key")
        #expect(routes[2].mount == .host(Array("gh.gw.test".utf8)) && routes[2].rewritesJSONURLs)
        #expect(routes[2].operations.map(\.methods) == [.oneOf([.get, .post]), .oneOf([.get])])
        #expect(routes[2].operations[0].idempotency == Idempotency(header: Array("idempotency-key".utf8)))
        #expect(routes[2].operations[0].attachIgnore.count == 3 && routes[2].operations[0].isWrite)
    }
}

extension String {
    fileprivate func replacingFirst(_ old: String, _ new: String) -> String {
        guard let at = utf8.indices.first(where: { self[$0...].hasPrefix("mount: " + old) }) else { return self }
        return self[..<at] + "mount: " + new + self[at...].dropFirst("mount: ".count + old.count)
    }
}
