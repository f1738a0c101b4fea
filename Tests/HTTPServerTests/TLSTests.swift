import Cryptography
import HTTPCore
import Telemetry
import Testing

@testable import HTTPServer

@Suite struct `TLS configuration` {
    private let certificates = Certificates()

    private func text(_ configuration: TLSConfiguration) -> String? {
        do throws(TLSConfigurationError) {
            _ = try TLSContext(configuration)
            return nil
        } catch { return error.description }
    }

    @Test func `what cannot be used is named by its file`() throws {
        let folder = certificates.folder
        certificates.shell("echo nonsense > nonsense.pem; openssl ec -aes128 -passout pass:x -in a.test.key -out locked.key")
        var pair = certificates.pair("a.test")
        #expect(text(TLSConfiguration(certificates: [])) == "no certificate is configured; expected at least one")
        pair.chainPath = folder + "/none.pem"
        #expect(text(TLSConfiguration(certificates: [pair])) == "\(folder)/none.pem: No such file or directory")
        pair.chainPath = folder + "/nonsense.pem"
        #expect(try #require(text(TLSConfiguration(certificates: [pair]))).hasPrefix("\(folder)/nonsense.pem: no usable certificate: "))
        pair = certificates.pair("a.test")
        pair.keyPath = folder + "/nonsense.pem"
        #expect(try #require(text(TLSConfiguration(certificates: [pair]))).hasPrefix("\(folder)/nonsense.pem: no usable private key: "))
        pair.keyPath = folder + "/locked.key"
        #expect(try #require(text(TLSConfiguration(certificates: [pair]))).hasPrefix("\(folder)/locked.key: no usable private key: "))
        pair.keyPath = folder + "/b.test.key"
        #expect(
            text(TLSConfiguration(certificates: [pair]))
                == "\(folder)/b.test.key: the key does not belong to the first certificate of `\(folder)/a.test.pem`")
        let authorities = TLSConfiguration(certificates: [certificates.pair("a.test")], clientAuthoritiesPath: folder + "/nonsense.pem")
        #expect(try #require(text(authorities)).hasPrefix("\(folder)/nonsense.pem: no usable authority: "))
    }

    @Test func `configured names come before those in the certificates`() throws {
        let context = try TLSContext(
            TLSConfiguration(certificates: [certificates.pair("a.test"), certificates.pair("b.test", names: ["c.test", "a.test"])]))
        #expect(context.certificate(for: Array("a.test".utf8)) == 1)
        #expect(context.certificate(for: Array("c.test".utf8)) == 1)
        #expect(context.certificate(for: Array("b.test".utf8)) == nil)
        #expect(context.certificate(for: Array("a.test\0".utf8)) == nil)
        #expect(context.certificate(for: []) == nil)
    }
}

@Suite struct `TLS over a socket` {
    private let certificates = Certificates()

    private func site(limits: ServerLimits = ServerLimits(), authorities: Bool = false) throws -> Site {
        let context = try TLSContext(
            TLSConfiguration(
                certificates: [certificates.pair("a.test"), certificates.pair("b.test")],
                clientAuthoritiesPath: authorities ? certificates.folder + "/authority.pem" : nil))
        return try Site(limits: limits, tls: context) { exchange, _ in
            var count = 0
            while let piece = try? await exchange.readBody() { count += piece.count }
            let digest = (exchange.clientCertificate ?? []).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            let name = exchange.serverName.map { String(decoding: $0, as: UTF8.self) } ?? "none"
            await exchange.answer(200, "name=\(name) misdirected=\(exchange.isMisdirected) client=\(digest) body=\(count)!\n")
        }
    }

    private func curl(_ site: Site, _ arguments: String, host: String = "a.test") -> String {
        let port = site.server.address.port
        return certificates.shell(
            "curl -sS --noproxy '*' --max-time 20 --cacert \(host).pem --resolve \(host):\(port):127.0.0.1 https://\(host):\(port)/ \(arguments)"
        )
    }

    @Test func `plain text and silence are no handshakes`() throws {
        var limits = ServerLimits()
        limits.headerDeadline = .milliseconds(50)
        let site = try site(limits: limits)
        let plain = try site.client()
        plain.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
        plain.finishSending()
        #expect(!plain.readToEnd().contains("HTTP"))
        #expect(site.counters.value(of: .handshakesFailed) == 1)
        let silent = try site.client()
        #expect(silent.waitForEnd().bytes == 0)
        #expect(site.counters.value(of: .boundHeaderDeadline) == 1)
        #expect(site.counters.value(of: .requests) == 0)
    }

    @Test(arguments: ["-tls1_1 -cipher ALL:@SECLEVEL=0", "-tls1_2 -cipher AES128-SHA", "-alpn h2"])
    func `old versions, old ciphers and other protocols are refused`(option: String) throws {
        let site = try site()
        let output = certificates.shell("openssl s_client -connect 127.0.0.1:\(site.server.address.port) \(option) </dev/null")
        #expect(output.contains("alert"), "\(output)")
        #expect(site.counters.value(of: .requests) == 0)
    }

    @Test(arguments: ["a.test", "b.test"]) func `the certificate follows the server name`(host: String) throws {
        #expect(curl(try site(), "", host: host) == "name=\(host) misdirected=false client= body=0!\n")
    }

    @Test func `an unknown name is shown the first certificate, and a Host of another one is misdirected`() throws {
        let site = try site()
        let port = site.server.address.port
        let unknown = certificates.shell(
            "curl -sSk --noproxy '*' --connect-to ::127.0.0.1:\(port) https://z.test:\(port)/ -H 'Host: b.test'")
        #expect(unknown == "name=z.test misdirected=true client= body=0!\n")
        #expect(curl(site, "-H 'Host: b.test'") == "name=a.test misdirected=true client= body=0!\n")
        #expect(curl(site, "-H 'Host: z.test'") == "name=a.test misdirected=false client= body=0!\n")
    }

    @Test(arguments: ["--tlsv1.3", "--tls-max 1.2"]) func `bodies larger than any buffer come through, on one connection`(version: String)
        throws
    {
        let site = try site()
        certificates.shell("head -c 3000000 /dev/zero > body")
        let url = "https://a.test:\(site.server.address.port)/"
        let twice = curl(site, "\(version) -H 'Expect:' --data-binary @body \(url) --data-binary @body")
        #expect(twice.split(separator: "\n").allSatisfy { $0.hasSuffix("!") })
        #expect(twice.contains("body=6000001!") || twice.contains("body=3000000!"))
        #expect(site.counters.value(of: .connectionsAccepted) == 1)
    }

    @Test func `a client certificate is optional, and known by its key`() throws {
        let site = try site(authorities: true)
        #expect(curl(site, "") == "name=a.test misdirected=false client= body=0!\n")
        let digest = certificates.shell("openssl x509 -in client.pem -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum").prefix(
            64)
        for version in ["--tlsv1.3", "--tls-max 1.2"] {
            let answer = curl(site, "\(version) --cert client.pem --key client.key")
            #expect(answer == "name=a.test misdirected=false client=\(digest) body=0!\n")
        }
    }

    @Test func `a client certificate of nobody we know ends the handshake`() async throws {
        let site = try site(authorities: true)
        #expect(!curl(site, "--cert stranger.pem --key stranger.key").contains("name="))
        // With TLS 1.3 the client is done before its certificate has been judged.
        #expect(await site.count(.handshakesFailed, reaches: 1))
        #expect(site.counters.value(of: .requests) == 0)
    }

    @Test func `an answer that closes ends with a close_notify`() throws {
        let site = try site()
        let output = certificates.shell(
            "printf 'GET / HTTP/1.1\\r\\nHost: a.test\\r\\nConnection: close\\r\\n\\r\\n' | openssl s_client -ign_eof -servername a.test -connect 127.0.0.1:\(site.server.address.port)"
        )
        #expect(output.contains("body=0!"))
        #expect(!output.contains("unexpected eof"), "\(output)")
    }
}
