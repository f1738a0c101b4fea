/// libyaml's messages in the words of someone who writes a file, not of someone who writes a parser.
enum PlainWords {
    private static let known: [(problem: String, words: String)] = [
        ("mapping values are not allowed in this context", "a `:` where no key may stand; expected a new line, or quotes round the text"),
        ("did not find expected key", "the lines do not line up here; expected a key at the column of the keys above"),
        ("did not find expected '-' indicator", "the lines do not line up here; expected `-` at the column of the entries above"),
        ("did not find expected ',' or ']'", "a list in `[` without its end; expected `,` or `]`"),
        ("did not find expected ',' or '}'", "a mapping in `{` without its end; expected `,` or `}`"),
        ("did not find expected node content", "nothing where a value should be; expected a value"),
        (
            "found character that cannot start any token",
            "a character that cannot begin a value; expected spaces instead of tabs, or quotes round the text"
        ),
        ("found a tab character that violates indentation", "a tab as indentation; expected spaces"),
        ("found a tab character where an indentation space is expected", "a tab as indentation; expected spaces"),
        ("found unexpected end of stream", "the text in quotes has no end; expected the closing quote"),
        ("could not find expected ':'", "a key without `:`; expected `key: value`"),
        ("found unknown escape character", "an unknown escape after `\\`; expected \\n, \\t, \\\", \\\\ or single quotes"),
        ("block sequence entries are not allowed in this context", "a `-` where no list may begin; expected a new line"),
        ("block mapping entries are not allowed in this context", "a `?` where no key may stand; expected quotes round the text"),
        ("did not find expected <document start>", "text after the end of the document; expected one document"),
        ("found undefined tag handle", "a tag is not supported; expected plain text"),
    ]

    /// Whether the message is about a bracket or quote that has no end.
    static func pointsAtStart(_ problem: String) -> Bool {
        problem == "did not find expected ',' or ']'" || problem == "did not find expected ',' or '}'"
            || problem == "found unexpected end of stream"
    }

    static func of(_ problem: String, context: String?) -> String {
        if let known = known.first(where: { $0.problem == problem }) { return known.words }
        return context.map { "\($0): \(problem)" } ?? problem
    }
}
