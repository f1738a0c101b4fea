/// A place in a file that a person wrote; also the name of a flag or an environment variable that stands in for one.
public struct Mark: Hashable, Sendable, CustomStringConvertible {
    /// The path as the operator would write it, or the name of a flag or environment variable.
    public let file: String
    /// From 1; 0 where the whole file is meant.
    public let line: Int
    /// From 1, counted in bytes.
    public let column: Int

    public init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`, or the file alone.
    public var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}

extension Mark: Comparable {
    public static func < (left: Mark, right: Mark) -> Bool {
        if left.file != right.file { return left.file < right.file }
        return (left.line, left.column) < (right.line, right.column)
    }
}
