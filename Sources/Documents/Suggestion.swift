/// The near miss: which known word was probably meant.
public enum Suggestion {
    /// BOUND: longer words get no suggestion, so that the table below stays small.
    public static let wordBytesMax = 64

    /// The known word nearest to `word`, where it is near enough to be a slip of the fingers; ties go to the earlier one.
    public static func nearest(_ word: [UInt8], among known: [String]) -> String? {
        guard !word.isEmpty, word.count <= wordBytesMax else { return nil }
        let lowered = word.map(lowercase)
        var best: (word: String, distance: Int)?
        for candidate in known {
            let bytes = Array(candidate.utf8)
            guard bytes.count <= wordBytesMax else { continue }
            let distance = distance(lowered, bytes.map(lowercase))
            guard distance <= allowed(max(word.count, bytes.count)), distance < bytes.count else { continue }
            if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
        }
        return best?.word
    }

    /// `; did you mean \`x\`?` where there is a near word, else nothing.
    public static func phrase(_ word: [UInt8], among known: [String]) -> String {
        nearest(word, among: known).map { "; did you mean `\($0)`?" } ?? ";"
    }

    private static func allowed(_ length: Int) -> Int { length <= 3 ? 1 : length <= 7 ? 2 : 3 }

    private static func lowercase(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }

    /// Insertions, deletions, changes and swaps of neighbours (Damerau-Levenshtein, restricted form).
    static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in 0..<b.count {
                var least = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, beforeLast[j - 1] + 1) }
                row.append(least)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
