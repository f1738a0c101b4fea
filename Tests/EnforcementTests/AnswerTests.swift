import Enforcement
import HTTPCore
import TestKit
import Testing
import Vocabulary

@MainActor @Suite struct `What of an answer reaches the agent` {
    private func read() throws -> ScriptedExchange { ScriptedExchange(try request("GET /billing/v1/charges/1?expand=a%20b")) }

    @Test func `a call goes out under the base path with its query byte for byte`() async throws {
        let bench = try Bench([.answer(status: 200, fields: [("content-type", "text/plain")], pieces: ["hello"], length: 5)])
        let exchange = await bench.serve(try read())
        #expect(bench.upstream.arrivals.map(\.target) == ["/base/v1/charges/1?expand=a%20b"])
        #expect(exchange.bodyText == "hello")
        #expect(exchange.announcedLength == 5)
        #expect(exchange.field(.boomgateDecision) == "dec_1; outcome=allow")
        #expect(exchange.field(.boomgateRun) == "run_1")
    }

    @Test(arguments: [401, 407]) func `the upstream refusing our credential is a fault of ours`(status: Int) async throws {
        let bench = try Bench([.answer(status: status, pieces: ["key sk_live_secret_value is bad"])])
        let exchange = await bench.serve(try read())
        #expect(exchange.answered?.status == 424)
        #expect(exchange.bodyText.contains("upstream_credential"))
        #expect(!exchange.bodyText.contains("sk_live"))
        #expect(bench.events.count("credentialRefused") == 1)
    }

    @Test func `an error text that holds our credential is withheld`() async throws {
        let bench = try Bench([.answer(status: 400, fields: [("x-a", "b")], pieces: ["bad key sk_live_", "secret_value"])])
        let exchange = await bench.serve(try read())
        #expect(exchange.answered?.status == 400)
        #expect(!exchange.bodyText.contains("secret_value"))
        #expect(bench.events.count("secretReplaced") == 1)
    }

    @Test func `another error text passes as it is`() async throws {
        let bench = try Bench([.answer(status: 404, pieces: ["no such ", "charge"])])
        let exchange = await bench.serve(try read())
        #expect(exchange.bodyText == "no such charge")
        #expect(exchange.announcedLength == 14)
    }

    @Test func `an encoded error text that cannot be read is withheld`() async throws {
        let bench = try Bench([.answer(status: 500, fields: [("content-encoding", "br")], pieces: ["xxxx"])])
        let exchange = await bench.serve(try read())
        #expect(exchange.answered?.status == 500)
        #expect(exchange.bodyText.contains("withheld"))
        #expect(exchange.field(.contentEncoding) == nil)
    }

    @Test func `an answer cut in the middle is never ended as whole`() async throws {
        let bench = try Bench([.cut(status: 200, pieces: ["half"], UpstreamFailure(.unknown, .connectionLost))])
        let exchange = await bench.serve(try read())
        #expect(exchange.isAborted)
        #expect(!exchange.isEnded)
    }

    @Test func `a route that rewrites JSON answers 424 to an encoded body`() async throws {
        let route = try route(rewrites: true)
        let fields = [("content-type", "application/json"), ("content-encoding", "gzip")]
        let bench = try Bench([.answer(status: 200, fields: fields, pieces: ["xx"])], route: route)
        let exchange = await bench.serve(try read())
        #expect(exchange.answered?.status == 424)
        #expect(exchange.bodyText.contains("answer_encoded"))
    }

    @Test func `a route that rewrites JSON names the gateway in it`() async throws {
        let route = try route(rewrites: true)
        let body = "{\"next\":\"https://api.example.com/base/v1/charges?page=2\"}"
        let bench = try Bench(
            [.answer(status: 200, fields: [("content-type", "application/json")], pieces: [body], length: 57)], route: route)
        let exchange = await bench.serve(try read())
        #expect(exchange.bodyText == "{\"next\":\"http://localhost/billing/v1/charges?page=2\"}")
        #expect(exchange.announcedLength == nil)
    }

    @Test(arguments: ["application/grpc+proto", "Application/gRPC"]) func `grpc is a fault`(type: String) async throws {
        let bench = try Bench([.answer(status: 200, fields: [("content-type", type)], pieces: ["x"])])
        let exchange = await bench.serve(try read())
        #expect(exchange.answered?.status == 502)
    }

    @Test(arguments: [
        (UpstreamFailure(.unknown, .firstByteTimeout), 504), (UpstreamFailure(.unknown, .connectionLost), 502),
        (UpstreamFailure(.notSent, .nameNotResolved), 502),
    ])
    func `a read without an answer is a gateway status that may be repeated`(failure: UpstreamFailure, status: Int) async throws {
        let bench = try Bench([.fail(failure)])
        let exchange = await bench.serve(try read())
        #expect(exchange.answered?.status == status)
        #expect(exchange.bodyText.contains("\"retryable\":true"))
        #expect(!exchange.bodyText.contains("detail of"))
    }

    @Test func `a HEAD of unknown length claims none`() async throws {
        let bench = try Bench([.answer(status: 200), .answer(status: 200, length: 7)])
        let unknown = await bench.serve(ScriptedExchange(try request("HEAD /billing/v1/charges/1")))
        #expect(unknown.isEnded && unknown.announcedLength == nil)
        let known = await bench.serve(ScriptedExchange(try request("HEAD /billing/v1/charges/1")))
        #expect(known.announcedLength == 7)
    }

    @Test func `a GET that brings nothing says so`() async throws {
        let bench = try Bench([.answer(status: 200)])
        #expect(await bench.serve(try read()).announcedLength == 0)
    }
}
