public import Documents

/// YAML bytes to a tree of `Documents`, libyaml's marks kept.
///
/// A subset, so that a file means what it shows: no anchors, aliases, tags or directives, one document, no key twice, and every scalar is text.
/// JSON is YAML in flow style and is read by the same rules.
public enum YAMLDocument {
    /// Bounds of one file.
    public struct Limits: Sendable {
        public var bytes = 8 << 20
        /// Lists and mappings inside each other.
        public var depth = 64
        /// Keys, values, lists and mappings together.
        public var nodes = 1_000_000

        public init() {}
    }

    /// Reads one file.
    ///
    /// - Parameter file: the name for messages.
    /// - Returns: the tree; an empty file is an empty mapping. nil where the text could not be read to its end; then `problems` says why.
    ///   Where the text was readable but holds what the subset refuses, the tree is returned and `problems` has errors.
    public static func parse(_ bytes: [UInt8], file: String, problems: Problems, limits: Limits = Limits()) -> Node? {
        guard bytes.count <= limits.bytes else {
            problems.error(at: Mark(file: file), "the file has \(bytes.count) bytes; expected at most \(limits.bytes)")
            return nil
        }
        let source = SourceText(bytes, file: file)
        if let problem = source.firstProblem() {
            problems.add(problem)
            return nil
        }
        var builder = TreeBuilder(source: source, limits: limits, problems: problems)
        let parser = EventParser(source.bytes)
        while true {
            switch parser.next() {
            case .failure(let failure):
                problems.error(at: builder.mark(failure.place), failure.message)
                return nil
            case .success(let event):
                if case .streamEnd = event.kind { return builder.finish() }
                guard builder.accept(event) else { return nil }
            }
        }
    }
}
