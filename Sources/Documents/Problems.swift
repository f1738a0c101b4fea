/// Collects every problem of a load, so that a person mends a file once and not once per mistake.
///
/// A class because all readers of one load write into the same list; it stays on the thread of that load.
public final class Problems {
    /// BOUND: problems kept; later ones are counted only.
    public static let keptMax = 100

    private var kept: [Problem] = []
    /// Problems found after `keptMax` were kept.
    public private(set) var omitted = 0
    public private(set) var hasErrors = false

    public init() {}

    public var isEmpty: Bool { kept.isEmpty }

    /// In the order of the files: by file, line and column.
    public var sorted: [Problem] { kept.sorted { $0.mark < $1.mark } }

    public func error(at mark: Mark, _ message: String) {
        hasErrors = true
        keep(Problem(at: mark, message))
    }

    public func warning(at mark: Mark, _ message: String) { keep(Problem(at: mark, message, severity: .warning)) }

    public func add(_ problem: Problem) {
        if problem.severity == .error { hasErrors = true }
        keep(problem)
    }

    /// Everything another collector kept and counted.
    public func add(contentsOf other: Problems) {
        for problem in other.kept { add(problem) }
        omitted += other.omitted
        hasErrors = hasErrors || other.hasErrors
    }

    /// One line each, sorted; the last line counts what was left out.
    public var lines: [String] {
        sorted.map(\.description) + (omitted > 0 ? ["and \(omitted) more"] : [])
    }

    private func keep(_ problem: Problem) {
        if kept.count < Problems.keptMax {
            kept.append(problem)
        } else if problem.severity == .error, let at = kept.lastIndex(where: { $0.severity == .warning }) {
            // An error is the reason for a refusal to start: it never gives way to a warning.
            kept[at] = problem
            omitted += 1
        } else {
            omitted += 1
        }
    }
}
