import HTTPCore
import Telemetry
import Testing

@testable import HTTPServer

private let host = "Host: localhost\r\n"

@Suite struct `Requests over a socket` {
    private func echo() throws -> Site {
        try Site { exchange, _ in
            switch await exchange.readAll() {
            case .success(let body): await exchange.answer(200, exchange.path + ":" + String(decoding: body, as: UTF8.self))
            case .failure: await exchange.answer(400, "failed")
            }
        }
    }

    @Test func `what is no request is refused by the handler's words and the connection closes`() throws {
        let site = try echo()
        let client = try site.client()
        client.send("GET / HTTP/1.1\nHost: localhost\n\n")
        let answer = client.readToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(answer.contains("connection: close\r\n"))
        #expect(site.counters.value(of: .parseRefused) == 1)
        #expect(site.counters.value(of: .requests) == 0)
    }

    @Test func `a head over its bound is refused and counted`() throws {
        var limits = ServerLimits()
        limits.http.requestLineBytes = 64
        let site = try Site(limits: limits) { exchange, _ in await exchange.answer(200, "") }
        let client = try site.client()
        client.send("GET /" + String(repeating: "a", count: 200) + " HTTP/1.1\r\n" + host + "\r\n")
        #expect(client.readToEnd().hasPrefix("HTTP/1.1 414 "))
        #expect(site.counters.value(of: .boundRequestLine) == 1)
    }

    @Test func `one request after the other on one connection`() throws {
        let client = try echo().client()
        for path in ["/a", "/b", "/c"] {
            client.send("GET \(path) HTTP/1.1\r\n" + host + "\r\n")
            #expect(client.read(through: "\(path):").hasSuffix("\r\n\r\n\(path):"))
        }
    }

    @Test func `pipelined requests are answered in order`() throws {
        let site = try echo()
        let client = try site.client()
        let paths = (0..<100).map { "/\($0)" }
        client.send(paths.map { "POST \($0) HTTP/1.1\r\n\(host)Content-Length: 2\r\n\r\nhi" }.joined())
        client.finishSending()
        let bodies = client.readToEnd().split(separator: "\r\n").filter { $0.hasPrefix("/") || $0.contains(":hi") }
        #expect(bodies.map { $0.prefix { $0 != ":" } }.map(String.init) == paths)
    }

    @Test func `a head and a chunked body may come one byte at a time`() throws {
        let client = try echo().client()
        for byte in Array("POST /x HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nx: y\r\n\r\n".utf8) {
            client.send([byte])
        }
        #expect(client.read(through: "/x:abcde").contains("HTTP/1.1 200 OK\r\n"))
        client.send("GET /y HTTP/1.1\r\n" + host + "\r\n")
        #expect(client.read(through: "/y:").contains("200"))
    }

    @Test func `HTTP 1.0 closes after its answer, and so does Connection close`() throws {
        let site = try echo()
        for request in ["GET /a HTTP/1.0\r\nHost: localhost\r\n\r\n", "GET /a HTTP/1.1\r\n\(host)Connection: close\r\n\r\n"] {
            let client = try site.client()
            client.send(request)
            #expect(client.readToEnd().hasSuffix("/a:"))
        }
    }

    @Test func `HEAD never gets a body, and the next answer follows its head`() throws {
        let client = try echo().client()
        client.send("HEAD /a HTTP/1.1\r\n\(host)\r\nGET /b HTTP/1.1\r\n\(host)\r\n")
        let first = client.read(through: "\r\n\r\n")
        #expect(first.contains("content-length: 3\r\n"))
        #expect(client.read(through: "/b:").hasPrefix("HTTP/1.1 200"))
    }

    @Test func `a streamed answer is chunked on 1.1 and ends with the connection on 1.0`() throws {
        let site = try Site { exchange, _ in
            exchange.begin(ResponseHead(status: 200), length: nil)
            try? await exchange.write(Array("ab".utf8), isLast: false)
            try? await exchange.write([], isLast: false)
            try? await exchange.write(Array("c".utf8), isLast: true)
        }
        let client = try site.client()
        client.send("GET / HTTP/1.1\r\n" + host + "\r\n")
        #expect(
            client.read(through: "0\r\n\r\n").hasSuffix("\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"))
        let old = try site.client()
        old.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
        #expect(old.readToEnd().hasSuffix("\r\n\r\nabc"))
    }

    @Test func `every answer is dated once, and none names the server`() throws {
        let client = try echo().client()
        client.send("GET / HTTP/1.1\r\n" + host + "\r\n")
        let head = client.read(through: "\r\n\r\n")
        #expect(head.split(separator: "\r\n").filter { $0.hasPrefix("date: ") && $0.hasSuffix(" GMT") }.count == 1)
        #expect(!head.lowercased().contains("server:"))
    }

    @Test func `a large body comes whole in pieces within the bound`() throws {
        let site = try Site { exchange, notes in
            var total = 0
            while let piece = try? await exchange.readBody() {
                if piece.isEmpty || piece.count > 65536 { notes.add("piece of \(piece.count)") }
                total += piece.count
            }
            await exchange.answer(200, "\(total)!")
        }
        let client = try site.client()
        client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 5000000\r\n\r\n")
        client.send([UInt8](repeating: 0x61, count: 5_000_000))
        #expect(client.read(through: "!").hasSuffix("\r\n5000000!"))
        #expect(site.notes.all.isEmpty)
    }

    @Test func `a large answer comes whole to a slow reader`() throws {
        let site = try Site { exchange, _ in
            exchange.begin(ResponseHead(status: 200), length: 4_000_000)
            for round in 0..<40 { try? await exchange.write([UInt8](repeating: 0x62, count: 100_000), isLast: round == 39) }
        }
        let client = try site.client(receiveBufferBytes: 4096)
        client.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
        #expect(client.readToEnd().utf8.count > 4_000_000)
    }
}
