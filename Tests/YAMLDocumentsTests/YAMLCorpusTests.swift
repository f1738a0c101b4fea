import Foundation
import Testing

/// What the fuzzer was seeded with and what it found, as regression tests.
@Suite struct `YAML corpus` {
    @Test func `no file breaks a promise of the reader`() throws {
        let folder = URL(filePath: #filePath).appending(path: "../../Fuzz/corpus/YAML").standardized
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(files.count > 30)
        for file in files { #expect(YAMLProperty.broken(by: Array(try Data(contentsOf: file))) == nil, "\(file.lastPathComponent)") }
    }
}
