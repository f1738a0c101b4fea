import HTTPCore
import Testing

@testable import DemoUpstream

@Suite struct `Imitated APIs` {
    static let origin = "http://127.0.0.1:8089"

    /// What `target` answers to a caller that holds the credential of the API named by its first segment, unless another is given.
    private func answer(
        _ method: HTTPCore.Method, _ target: String, body: String = "", credential: String? = nil, from apis: inout DemoAPIs
    ) -> Reply {
        let halves = target.split(separator: "?", maxSplits: 1)
        var fields = FieldSection()
        let api = String(target.dropFirst().prefix { $0 != "/" })
        fields.append(.authorization, (credential ?? "Bearer demo-\(api)-credential").utf8)
        return apis.answer(
            Arrival(
                method: method, path: Array(halves[0].utf8), query: halves.count > 1 ? Array(halves[1].utf8) : [], fields: fields,
                body: Array(body.utf8)))
    }

    private func text(_ reply: Reply) -> String { String(decoding: reply.pieces.joined(), as: UTF8.self) }

    @Test(arguments: ["", "Bearer bg_support_1_x", "Bearer demo-crm-credential", "Basic demo-billing-credential"])
    func `any other credential is refused with 401 and nothing is made`(credential: String) {
        var apis = DemoAPIs(origin: Self.origin)
        #expect(answer(.post, "/billing/v1/refunds", body: #"{"amount":1}"#, credential: credential, from: &apis).status == 401)
        let made = answer(.post, "/billing/v1/refunds", body: #"{"amount":1}"#, from: &apis)
        #expect(JSONReader.read(Array(made.pieces.joined()))?["id"] == "re_1")
    }

    @Test func `what no API has is 404`() {
        var apis = DemoAPIs(origin: Self.origin)
        #expect(answer(.get, "/billing/v1/refunds/", from: &apis).status == 404)
        #expect(answer(.get, "/billing/v1", from: &apis).status == 404)
        #expect(answer(.put, "/billing/v1/refunds", from: &apis).status == 404)
        #expect(answer(.get, "/elsewhere", from: &apis).status == 404)
    }

    @Test func `a body over the bound is refused`() {
        var apis = DemoAPIs(origin: Self.origin)
        var fields = FieldSection()
        fields.append(.authorization, "Bearer demo-billing-credential".utf8)
        func status(_ bodyBytes: Int) -> Int {
            apis.answer(Arrival(method: .post, path: Array("/billing/v1/refunds".utf8), fields: fields, bodyBytes: bodyBytes)).status
        }
        #expect(status(Arrival.bodyLimitBytes) == 201)
        #expect(status(Arrival.bodyLimitBytes + 1) == 413)
    }

    @Test func `a refund echoes its amount as it was sent and ids count from one`() {
        var apis = DemoAPIs(origin: Self.origin)
        let first = answer(.post, "/billing/v1/refunds", body: #"{"amount": "42.00", "currency": "USD", "charge": "ch_1"}"#, from: &apis)
        #expect(first.status == 201)
        #expect(
            text(first)
                == #"{"id":"re_1","object":"refund","amount":"42.00","currency":"USD","charge":"ch_1","status":"succeeded"}"#)
        let second = answer(.post, "/billing/v1/refunds", body: #"{"amount": 1e2}"#, from: &apis)
        #expect(text(second) == #"{"id":"re_2","object":"refund","amount":1e2,"currency":"USD","charge":null,"status":"succeeded"}"#)
    }

    @Test func `a form body is read where the API takes forms`() {
        var apis = DemoAPIs(origin: Self.origin)
        let reply = answer(.post, "/stripe/v1/refunds", body: "charge=ch_9&amount=700&metadata%5Bticket%5D=T-1", from: &apis)
        #expect(text(reply).contains(#""amount":700,"currency":"usd","charge":"ch_9""#))
    }

    @Test func `a completion streams only where asked to`() {
        var apis = DemoAPIs(origin: Self.origin)
        let whole = answer(.post, "/openai/v1/chat/completions", body: #"{"model":"m","stream":false}"#, from: &apis)
        #expect(whole.contentType == "application/json")
        #expect(text(whole).contains("Hello from the demo upstream."))
        let stream = answer(.post, "/openai/v1/chat/completions", body: #"{"model":"m","stream":true}"#, from: &apis)
        #expect(stream.contentType == "text/event-stream")
        #expect(stream.pieces.count == 9)
        #expect(text(stream).hasSuffix("data: [DONE]\n\n"))
        #expect(stream.pieces.allSatisfy { String(decoding: $0, as: UTF8.self).hasPrefix("data: ") })
    }

    @Test func `issues come in pages that link to each other by absolute address`() throws {
        var apis = DemoAPIs(origin: Self.origin)
        let path = "/github/repos/acme/shop/issues"
        let first = answer(.get, path, from: &apis)
        let link = try #require(first.fields.first { $0.name == "link" })
        #expect(link.value.contains("<http://127.0.0.1:8089/github/repos/acme/shop/issues?per_page=30&page=2>; rel=\"next\""))
        let last = answer(.get, path + "?page=3&per_page=30", from: &apis)
        #expect(!text(last).contains("\"number\":60,") && text(last).contains("\"number\":65,"))
        #expect(last.fields.first?.value.contains("next") == false)
        #expect(text(answer(.get, path + "?page=4", from: &apis)) == "[]")
        #expect(text(answer(.get, path + "?page=999999&per_page=999999", from: &apis)) == "[]")
    }

    @Test func `a message gets the next time stamp`() {
        var apis = DemoAPIs(origin: Self.origin)
        let reply = answer(.post, "/slack/api/chat.postMessage", body: #"{"channel":"C2","text":"hi"}"#, from: &apis)
        #expect(text(reply).hasPrefix(#"{"ok":true,"channel":"C2","ts":"1700000000.000001""#))
    }

    @Test func `every operation answers its own template`() {
        #expect(DemoAPIs.operations.count > 40)
        var apis = DemoAPIs(origin: Self.origin)
        #expect(answer(.delete, "/tickets/v1/tickets/T-1", from: &apis) == .nothing)
        #expect(answer(.patch, "/crm/v1/customers/cus_7", body: #"{"email":"b@example.com"}"#, from: &apis).status == 200)
        #expect(
            text(answer(.post, "/cloud/v1/services/web/scale", body: #"{"replicas":5}"#, from: &apis)) == #"{"name":"web","replicas":5}"#)
    }
}
