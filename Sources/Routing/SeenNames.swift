import Documents

/// Names that must be unique over all route files, with the place where each was first written.
struct SeenNames {
    private let problems: Problems
    private var places: [Name: Mark] = [:]

    enum Scope: String {
        case api = "an api"
        case mount = "the mount of an api"
        case host = "the host of an api"
        case operation = "the id of an operation"
    }

    private struct Name: Hashable {
        let scope: Scope
        let bytes: [UInt8]
    }

    init(problems: Problems) { self.problems = problems }

    /// Notes a name; reports it where it was seen before.
    mutating func insert(_ bytes: [UInt8], _ scope: Scope, at mark: Mark) {
        let name = Name(scope: scope, bytes: bytes)
        if let first = places[name] {
            problems.error(at: mark, "\(quoted(bytes)) is already \(scope.rawValue), at \(first); expected another")
        } else {
            places[name] = mark
        }
    }
}
