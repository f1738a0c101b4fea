import Foundation
import HTTPCore
import Testing

/// What the fuzzers were seeded with and what they found, as regression tests.
@Suite struct `Fuzz corpus` {
    private static func inputs(_ target: String) throws -> [(name: String, bytes: [UInt8])] {
        let folder = URL(filePath: #filePath).appending(path: "../../Fuzz/corpus/\(target)").standardized
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).map { file in
            (file.lastPathComponent, Array(try Data(contentsOf: file)))
        }
    }

    @Test func `no request head breaks a promise of the parser`() throws {
        let inputs = try Self.inputs("RequestHead")
        #expect(inputs.count > 100)
        for (name, bytes) in inputs { #expect(HeadProperty.broken(by: bytes) == nil, "\(name)") }
    }

    @Test func `no chunked body breaks a promise of the decoder`() throws {
        let inputs = try Self.inputs("ChunkedBody")
        #expect(inputs.count > 30)
        for (name, bytes) in inputs { #expect(BodyProperty.broken(by: bytes) == nil, "\(name)") }
    }
}
