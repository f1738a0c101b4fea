import Testing

@testable import Enforcement

@Suite struct `Media types` {
    private func type(_ text: String) throws -> MediaType { try #require(MediaType(fields([("content-type", text)]))) }

    @Test(arguments: ["application/jsonp", "text/json", "json", "+jso", "application/x+json5", ""]) func `not JSON`(text: String) throws {
        #expect(try !type(text).isJSON)
    }

    @Test(arguments: ["application/json", "Application/JSON; charset=utf-8", "application/problem+JSON ;a=b", "+json"])
    func `JSON`(text: String) throws {
        #expect(try type(text).isJSON)
    }

    @Test func `events and forms in any case, and nothing without a Content-Type`() throws {
        #expect(try type("Text/Event-Stream; charset=utf-8").isEventStream)
        #expect(try !type("text/event").isEventStream)
        #expect(try type("APPLICATION/x-www-form-urlencoded").isForm)
        #expect(try !type("multipart/form-data").isForm)
        #expect(MediaType(fields([])) == nil)
    }
}
