import Foundation
import Testing

/// The conformance vectors of the folder `$BOOMGATE_CONFORMANCE`, else `../shared/conformance` beside the repository.
struct Vector: Decodable, Sendable, CustomTestStringConvertible {
    struct Request: Decodable, Sendable {
        let method: String
        let target: String
        let body: String
    }

    let name: String
    let raw: String
    let expect: String
    let status: [Int]?
    let max_actions: Int
    let parsed: [Request]?
    let incomplete: Bool?

    var bytes: [UInt8] { Array(Data(base64Encoded: raw) ?? Data()) }
    var testDescription: String { name }

    static let file: String = {
        if let folder = ProcessInfo.processInfo.environment["BOOMGATE_CONFORMANCE"] { return folder + "/http1/public.jsonl" }
        return URL(filePath: #filePath).appending(path: "../../../../shared/conformance/http1/public.jsonl").standardized.path
    }()

    static let areThere = FileManager.default.fileExists(atPath: file)

    static let all: [Vector] = {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").compactMap { try? JSONDecoder().decode(Vector.self, from: Data($0.utf8)) }
    }()
}
