import Testing

@testable import Routing

@Suite struct `Query rules` {
    @Test(arguments: [
        "a=%00", "a=%0d%0aX", "a=%7f", "a=%c2%85", "a;b", "_method=DELETE", "a=1&_method", "%5fmethod=PUT", "_METHOD=PUT", ".method=x",
        "+_method=x", "%5Bmethod=x", "a=%", "a=%4",
        "a=%zz", "a=%u0041", "a b", "a#b", "a\u{1}", "é",
    ]) func `what two readers could split differently is refused`(query: String) {
        #expect(QueryRules.fault(in: Array(query.utf8)[...]) != nil)
    }

    @Test(arguments: [
        "", "a=b", "q=a?q=b", "a=%3b%2f%25", "a&&b", "method=x", "_methods=x", "x_method=y", "a=_method", "a=%E9", "a=%c3%a9",
        "a[]=1&a[]=2", "+=x", "a=%c2",
    ])
    func `what all split alike passes`(query: String) {
        #expect(QueryRules.fault(in: Array(query.utf8)[...]) == nil)
    }

    @Test func `the 1000th parameter passes and the 1001st is refused`() {
        let most = (0..<1000).map { "p\($0)=1" }.joined(separator: "&")
        #expect(QueryRules.fault(in: Array(most.utf8)[...]) == nil)
        #expect(QueryRules.fault(in: Array((most + "&x").utf8)[...])?.reason == "the query has more than 1000 parameters")
    }
}
