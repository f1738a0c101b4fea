import CurlUpstream
import Enforcement
import EventLoop
import HTTPCore
import Routing
import Synchronization
import TestKit
import Testing

@Suite struct `A body that streams` {
    @Test func `of 50 MB waits at the upstream while nobody reads`() async throws {
        let size = 50 << 20
        let stuck = ThreadGate()
        let sentUnread = Mutex(0)
        let upstream = try RawUpstream { connection, _ in
            connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            let sent = connection.sendZeros(size, patience: 250)
            sentUnread.withLock { $0 = sent }
            stuck.open()
            _ = connection.sendZeros(size - sent, patience: 10_000)
            connection.waitForEnd()
        }
        defer { upstream.close() }
        let target = Target(port: upstream.port)
        let result = try await onLoop { curl, _ -> Reading in
            var reading = Reading()
            do {
                let exchange = try await curl.forward(call(target.route()))
                await stuck.wait()
                while true {
                    let piece = try await exchange.read()
                    if reading.first == 0 { reading.first = piece.bytes.count }
                    reading.total += piece.bytes.count
                    if piece.isLast { return reading }
                }
            } catch {
                reading.failure = error as? UpstreamFailure
                return reading
            }
        }
        #expect(result.failure == nil)
        #expect(result.total == size)
        #expect(result.first <= CurlUpstreamSettings().unreadBytesMax)
        #expect(sentUnread.withLock { $0 } < size)
    }

    @Test func `upwards of 64 MB arrives whole`() async throws {
        let upstream = try RawUpstream { connection, _ in
            connection.request()
            connection.send(okAnswer)
        }
        defer { upstream.close() }
        let target = Target(port: upstream.port)
        let answer = try await onLoop { curl, _ in
            await curl.answer(call(target.route(), .put, "/", body: .stream(length: 64 << 20, Pieces(count: 1024, size: 65536))))
        }
        #expect(answer.text == "ok")
        #expect((upstream.requests.first?.count ?? 0) > 64 << 20)
        #expect((upstream.requests.first?.count ?? 0) < 64 << 20 + 200)
    }

    @Test func `upwards of unknown length goes out in chunks`() async throws {
        let received = Mutex<[UInt8]>([])
        let upstream = try RawUpstream { connection, _ in
            var bytes: [UInt8] = []
            while !bytes.suffix(5).elementsEqual("0\r\n\r\n".utf8), let more = connection.receive() { bytes += more }
            received.withLock { $0 = bytes }
            connection.send(okAnswer)
        }
        defer { upstream.close() }
        let target = Target(port: upstream.port)
        let answer = try await onLoop { curl, _ in
            await curl.answer(call(target.route(), .post, "/", body: .stream(length: nil, Pieces(count: 3, size: 100_000))))
        }
        #expect(answer.text == "ok")
        let bytes = received.withLock { $0 }
        #expect(String(decoding: bytes.prefix(400), as: UTF8.self).contains("Transfer-Encoding: chunked\r\n"))
        #expect(bytes.count { $0 == 0x61 } >= 300_000)
    }

    @Test(arguments: [(2, 3, false), (4, 3, false), (3, 3, true)])
    func `whose source breaks off or miscounts aborts the call`(pieces: Int, announced: Int, fails: Bool) async throws {
        let upstream = try RawUpstream { connection, _ in connection.waitForEnd() }
        defer { upstream.close() }
        let target = Target(port: upstream.port)
        // One piece short, one too many, or a source that throws instead of its end.
        let answer = try await onLoop { curl, _ in
            let source = Pieces(count: pieces, size: 10, fails: fails)
            let length: UInt64? = fails ? nil : UInt64(announced * 10)
            return await curl.answer(call(target.route(), .post, "/", body: .stream(length: length, source)))
        }
        #expect(answer.kind == .requestBodyFailed)
        #expect(answer.certainty == .unknown)
    }

    @Test(arguments: [0, 2])
    func `that is answered before it is sent ends with the answer, and its connection`(length: Int) async throws {
        let done = ThreadGate()
        let upstream = try RawUpstream { connection, _ in
            _ = connection.receive()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n" + String(repeating: "o", count: length))
            done.block()
        }
        defer {
            done.open()
            upstream.close()
        }
        let target = Target(port: upstream.port)
        let answers = try await onLoop { curl, _ in
            let route = target.route()
            return [
                await curl.answer(call(route, .put, "/", body: .stream(length: 64 << 20, Pieces(count: 1024, size: 65536)))),
                await curl.answer(call(route, .put, "/", body: .bytes([UInt8](repeating: 0, count: 64 << 20)))),
            ]
        }
        #expect(answers.map(\.failure) == [nil, nil])
        #expect(answers.map(\.body.count) == [length, length])
        #expect(upstream.accepted == 2)
    }

    @Test func `to an upstream that stops taking it is given up after the idle limit`() async throws {
        let done = ThreadGate()
        let upstream = try RawUpstream { _, _ in done.block() }
        defer {
            done.open()
            upstream.close()
        }
        var place = Target(port: upstream.port)
        place.timeouts.idle = .milliseconds(100)
        let target = place
        let answers = try await onLoop { curl, _ in
            let streamed = await curl.answer(
                call(target.route(), .put, "/", body: .stream(length: 64 << 20, Pieces(count: 1024, size: 65536))))
            let whole = await curl.answer(call(target.route(), .put, "/", body: .bytes([UInt8](repeating: 0, count: 64 << 20))))
            return [streamed, whole]
        }
        #expect(answers.map(\.kind) == [.idleTimeout, .idleTimeout])
    }

    @Test func `is cut when its reader goes`() async throws {
        let cut = ThreadGate()
        let upstream = try RawUpstream { connection, _ in
            connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            connection.waitForEnd()
            cut.open()
        }
        defer { upstream.close() }
        let target = Target(port: upstream.port)
        let underWay = try await onLoop { curl, _ in
            let exchange = try? await curl.forward(call(target.route()))
            _ = try? await exchange?.read()
            _ = consume exchange
            await cut.wait()
            return curl.counts.transfers
        }
        #expect(underWay == 0)
    }

    @Test func `is cut for a reader that waits`() async throws {
        let upstream = try RawUpstream { connection, _ in
            connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
            connection.waitForEnd()
        }
        defer { upstream.close() }
        let target = Target(port: upstream.port)
        let failure = try await onLoop { curl, loop in
            do {
                let exchange = try await curl.forward(call(target.route()))
                let timer = loop.timer { exchange.abort() }
                timer.set(loop.now + .milliseconds(1))
                _ = try await exchange.read()
                return nil as UpstreamFailure?
            } catch { return error as? UpstreamFailure }
        }
        #expect(failure?.kind == .aborted)
        #expect(failure?.certainty == .unknown)
    }
}

/// What a reader got of a body.
private struct Reading: Sendable {
    var first = 0
    var total = 0
    var failure: UpstreamFailure?
}
