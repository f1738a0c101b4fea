/// One document as the tests read it: lines, headings, links, code.
struct MarkdownFile: CustomStringConvertible {
    struct Fence {
        let language: String
        let text: String
    }

    let path: String
    let lines: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var description: String { path }

    /// Lines outside fenced and indented code, with their numbers.
    var prose: [(number: Int, line: String)] {
        var isFenced = false
        return lines.enumerated().compactMap { index, line in
            if line.hasPrefix("```") {
                isFenced.toggle()
                return nil
            }
            return isFenced || line.hasPrefix("    ") ? nil : (index + 1, line)
        }
    }

    var fences: [Fence] {
        var found: [Fence] = []
        var open: (language: String, lines: [String])?
        for line in lines {
            if line.hasPrefix("```") {
                if let (language, lines) = open {
                    found.append(Fence(language: language, text: lines.map { $0 + "\n" }.joined()))
                    open = nil
                } else {
                    open = (String(line.dropFirst(3)), [])
                }
            } else {
                open?.lines.append(line)
            }
        }
        return found
    }

    var headings: [String] {
        prose.compactMap { _, line in
            guard line.hasPrefix("#") else { return nil }
            return String(line.drop { $0 == "#" }.dropFirst())
        }
    }

    /// As GitHub makes them: lower case, spaces to hyphens, punctuation dropped.
    var anchors: Set<String> {
        Set(
            headings.map { heading in
                String(
                    heading.lowercased().compactMap { character in
                        character == " "
                            ? "-" : character.isLetter || character.isNumber || character == "-" || character == "_" ? character : nil
                    })
            })
    }

    /// Targets of `[text](target)` outside code.
    var links: [(number: Int, target: String)] {
        prose.flatMap { number, line in
            MarkdownFile.withoutSpans(line).matches(of: /\]\(([^)\s]+)\)/).map { (number, String($0.output.1)) }
        }
    }

    /// Contents of `code spans`, double back-ticks included.
    var spans: [(number: Int, text: String)] { prose.flatMap { number, line in MarkdownFile.spans(in: line).map { (number, $0) } } }

    static func spans(in line: String) -> [String] {
        line.matches(of: /``\s?(.+?)\s?``|`([^`]+)`/).map { String($0.output.1 ?? $0.output.2 ?? "") }
    }

    private static func withoutSpans(_ line: String) -> String { line.replacing(/``.+?``|`[^`]+`/, with: "") }

    /// The cells of the table that follows the comment `<!-- marker...`, heading rows left out.
    func table(after marker: String) -> [[String]] {
        guard let begin = lines.firstIndex(where: { $0.hasPrefix("<!-- " + marker) }) else { return [] }
        let rows = lines[(begin + 1)...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
        return rows.dropFirst(2).map { row in
            row.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map {
                String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
        }
    }

    /// The fenced block that follows the comment `<!-- marker -->`.
    func fence(after marker: String) -> String? {
        guard let begin = lines.firstIndex(of: "<!-- \(marker) -->"), begin + 1 < lines.count, lines[begin + 1].hasPrefix("```") else {
            return nil
        }
        return lines[(begin + 2)...].prefix { !$0.hasPrefix("```") }.joined(separator: "\n")
    }
}
