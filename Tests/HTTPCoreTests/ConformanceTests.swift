import Foundation
import HTTPCore
import Testing

@Suite(.enabled(if: Vector.areThere, "skipped: http1 vectors are not at $BOOMGATE_CONFORMANCE or ../shared/conformance"))
struct `HTTP/1 vectors` {
    @Test func `the file is read whole`() throws {
        let lines = try String(contentsOfFile: Vector.file, encoding: .utf8).split(separator: "\n").count
        #expect(Vector.all.count == lines)
        #expect(lines > 0)
    }

    @Test(arguments: Vector.all.filter { $0.expect == "reject" })
    func `what must be refused is refused with a listed status and nothing before it acts`(vector: Vector) {
        let outcome = WireReader.read(vector.bytes)
        #expect(outcome.seen.count <= vector.max_actions)
        switch outcome.end {
        case .fault(let fault): #expect(vector.status?.contains(fault.status) == true, "\(fault)")
        case .incomplete: #expect(vector.incomplete == true, "waits for more")
        case .clean, .closed: Issue.record("accepted \(outcome.seen)")
        }
    }

    @Test(arguments: Vector.all.filter { $0.expect == "accept" })
    func `what must be accepted is read exactly`(vector: Vector) {
        let outcome = WireReader.read(vector.bytes)
        #expect(outcome.end == .clean || outcome.end == .closed)
        expectParsed(outcome.seen, of: vector)
    }

    @Test(arguments: Vector.all.filter { $0.expect == "either" })
    func `where both are allowed, an acceptance is exact and a refusal has a listed status`(vector: Vector) {
        let outcome = WireReader.read(vector.bytes)
        #expect(outcome.seen.count <= vector.max_actions)
        if case .fault(let fault) = outcome.end {
            #expect(vector.status?.contains(fault.status) ?? (fault.status == 400), "\(fault)")
        } else {
            #expect(outcome.end != .incomplete)
            expectParsed(outcome.seen, of: vector)
        }
    }

    /// Every step size a network may choose gives one reading: 1 and 7 split every token, 8191 splits the long ones.
    @Test(arguments: Vector.all)
    func `bytes that come in pieces are read as bytes that come at once`(vector: Vector) {
        let whole = WireReader.read(vector.bytes)
        for step in [1, 7, 8191] { #expect(WireReader.read(vector.bytes, step: step) == whole, "step \(step)") }
        #expect(WireReader.read(vector.bytes, step: 3, outputLimit: 2) == whole, "two octets of body a call")
    }

    private func expectParsed(_ seen: [WireReader.Seen], of vector: Vector) {
        guard let parsed = vector.parsed else { return }
        let expected = parsed.map { request in
            WireReader.Seen(
                method: request.method, target: originForm(request.target), body: Array(Data(base64Encoded: request.body) ?? Data()))
        }
        #expect(seen == expected)
    }

    private func originForm(_ target: String) -> String {
        guard target.hasPrefix("http") else { return target }
        let rest = target.drop { $0 != ":" }.dropFirst(3)
        return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
    }
}
