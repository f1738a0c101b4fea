import Testing

@testable import Routing

@Suite struct `Paths with one reading` {
    static let map = RouteMap(routes: [Sample.route([("GET", "/v1/files/{name}"), ("GET", "/v1/{a}/{b}"), ("GET", "/v1/a/b/c")])])

    @Test(arguments: [
        ("/v1/files/..", "a `.` or `..` segment"), ("/v1/./x/y", "a `.` or `..` segment"), ("/v1/files/%2e%2E", "a `.` or `..` segment"),
        ("/v1/files/.%2e", "a `.` or `..` segment"), ("/v1/files/..;x", "a `.` or `..` segment"), ("/v1//files", "an empty segment"),
        ("//v1/files/x", "an empty segment"), ("/v1/files//", "an empty segment"), ("/v1/files/a%2fb", "an encoded `/`, `%` or `;`"),
        ("/v1/files/a%252e", "percent-encoded twice"), ("/v1/files/a%25", "an encoded `/`, `%` or `;`"),
        ("/v1/files/a%3bb", "an encoded `/`, `%` or `;`"),
        ("/v1/files/a\\b", "a backslash"), ("/v1/files/a%5Cb", "a backslash"), ("/v1/files/a%00", "a control character"),
        ("/v1/files/a\u{1}", "a control character"), ("/v1/files/a%7f", "a control character"), ("/v1/files/%c2%85", "a control character"),
        ("/v1/files/%e2%80%8b", "a bidirectional or zero-width"), ("/v1/files/%E2%80%AE", "a bidirectional or zero-width"),
        ("/v1/files/%e2%81%a0", "a bidirectional or zero-width"), ("/v1/files/%ef%bb%bf", "a bidirectional or zero-width"),
        ("/v1/files/a;b", "a `;`"), ("/v1/files;/x", "a `;`"), ("/v1/files/%", "without two hexadecimal digits"),
        ("/v1/files/%4", "without two hexadecimal digits"), ("/v1/files/%u0041", "without two hexadecimal digits"),
        ("/v1/files/%c0%ae", "not UTF-8"), ("/v1/files/%ed%a0%80", "not UTF-8"), ("/v1/files/%f4%90%80%80", "not UTF-8"),
        ("/v1/files/%ff", "not UTF-8"), ("/v1/files/%e2%82", "not UTF-8"), ("/v1/files/é", "must be percent-encoded"),
        ("/v1/files/a b", "must be percent-encoded"), ("/v1/files/a#b", "must be percent-encoded"),
        ("/v1/files/<a>", "must be percent-encoded"),
        ("v1/files/x", "does not begin with `/`"), ("*", "does not begin with `/`"),
    ]) func `what two readers could read differently is refused`(path: String, reason: String) {
        let meaning = Sample.meaning(Self.map, "GET", path)
        #expect(meaning.hasPrefix("refused: the path ") && meaning.contains(reason), "\(path): \(meaning)")
    }

    @Test(arguments: [
        ("/v1/files/a.txt", "name=a.txt -> /v1/files/a.txt"), ("/%76%31/files/%61", "name=a -> /v1/files/a"),
        ("/v1/files/...", "name=... -> /v1/files/..."), ("/v1/files/a%20b", "name=a b -> /v1/files/a%20b"),
        ("/v1/files/cafe%cc%81", "name=cafe\u{301} -> /v1/files/cafe%cc%81"), ("/v1/files/%C3%A9", "name=é -> /v1/files/%C3%A9"),
        ("/v1/files/a@b:c,d", "name=a@b:c,d -> /v1/files/a@b:c,d"), ("/v1/files/a%40b", "name=a@b -> /v1/files/a%40b"),
        ("/v1/files/[x]|", "name=[x]| -> /v1/files/[x]|"), ("/v1/files/%e2%80%8a", "name=\u{200a} -> /v1/files/%e2%80%8a"),
    ]) func `what all read alike is decoded once for policy and forwarded in canonical form`(path: String, meaning: String) {
        #expect(Sample.meaning(Self.map, "GET", path) == "GET /v1/files/{name} " + meaning)
    }

    @Test func `the plain octets are one set in both notations`() {
        for byte in UInt8.min...UInt8.max { #expect(OctetSet.plain.contains(byte) == (PathByte.of(byte) == .plain), "\(byte)") }
    }

    @Test func `canonicalising twice changes nothing, whatever the bytes`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededBytes(seed: seed)
        let pieces = [
            "/", "/", "%2F", "%25", "%3b", "%2e", ".", "a", "Z", "%61", "%c3%a9", "%20", ";", "//", "%e2%80%8b", "\\", "%", "~", "%5C", "@",
            "%7E",
        ]
        for _ in 0..<20_000 {
            let raw = "/" + (0..<Int.random(in: 0...8, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
            let path = ParsedPath(Array(raw.utf8)[...])
            if path.defect != nil { continue }
            let again = ParsedPath(path.bytes[...])
            #expect(again.bytes == path.bytes && again.defect == nil, "seed \(seed): \(raw)")
            #expect(again.segments.map(\.kind) == path.segments.map(\.kind), "seed \(seed): \(raw)")
            let map = Self.map
            let first = Sample.meaning(map, "GET", raw)
            #expect(first.hasPrefix("refused") || first == Sample.meaning(map, "GET", Sample.text(path.bytes)), "seed \(seed): \(raw)")
        }
    }

    @Test func `whatever the bytes, a bound path and its canonical form mean the same`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededBytes(seed: seed)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(PathProperty.broken(by: bytes) == nil, "seed \(seed)")
        }
        for input in [
            "", "p/a%2fb", "p/a%3B", "v1/files/%61", "public/a//b;c/", "public//", "public/;", "v1/models/x:run", "v1/files/%e2%82%ac",
        ] {
            #expect(PathProperty.broken(by: Array(input.utf8)) == nil, "\(input)")
        }
    }

    @Test func `inputs that the fuzzer starts from keep every promise`() {
        for file in RepositoryFile.names(in: RepositoryFile.root + "/Tests/Fuzz/corpus/Path") {
            #expect(PathProperty.broken(by: RepositoryFile.read(file)) == nil, "\(file)")
        }
    }
}
