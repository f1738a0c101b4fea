public import Documents
public import Vocabulary

/// Route files to routes: every key is checked, every problem is told, and what holds between files is checked at the end.
///
/// Reads no file and no environment: secrets come through the caller's closure.
public struct RouteMapReader {
    /// What a template such as `Bearer ${env:KEY}` stands for; the mark is where it was written, its file names the folder for relative paths.
    ///
    /// nil where it cannot be read, which the closure reports.
    public typealias Resolve = (SecretTemplate, Mark, Problems) -> Secret?

    private let problems: Problems
    private let reserved: [[UInt8]]
    private let resolve: Resolve

    /// - Parameter reserved: segments of the prefix under which the gateway answers itself; `/-/` by default.
    public init(problems: Problems, reserved: [[UInt8]] = [[0x2d]], resolve: @escaping Resolve) {
        self.problems = problems
        self.reserved = reserved
        self.resolve = resolve
    }

    /// Reads one document per downstream API.
    ///
    /// - Returns: the routes without errors of their own; a map with `problems.hasErrors` is not served.
    public func routes(from documents: [Node]) -> [Route] {
        var seen = SeenNames(problems: problems)
        return documents.compactMap { document in
            guard let reader = MappingReader(document, RouteSchema.route, problems) else { return nil }
            return RouteReader(reader: reader, reserved: reserved, resolve: resolve).route(&seen)
        }
    }
}
