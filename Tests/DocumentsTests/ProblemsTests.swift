import Documents
import Testing

@Suite struct `Problems of a load` {
    @Test func `at most one hundred are kept, and the rest is counted`() {
        let problems = Problems()
        for line in 1...Problems.keptMax { problems.error(at: Sample.mark(line), "wrong") }
        #expect(problems.omitted == 0)
        problems.error(at: Sample.mark(101), "wrong")
        #expect(problems.lines.count == 101 && problems.lines.last == "and 1 more")
    }

    @Test func `warnings never crowd out an error`() {
        let problems = Problems()
        for line in 1...Problems.keptMax { problems.warning(at: Sample.mark(line), "odd") }
        #expect(!problems.hasErrors)
        problems.error(at: Sample.mark(500), "wrong")
        #expect(problems.hasErrors && problems.sorted.last?.message == "wrong")
    }

    @Test func `they are shown in the order of the file`() {
        let problems = Problems()
        problems.error(at: Sample.mark(10), "second")
        problems.warning(at: Sample.mark(2), "first")
        problems.error(at: Mark(file: "BOOMGATE_X"), "no line")
        #expect(problems.lines == ["BOOMGATE_X: no line", "a.yaml:2:1: warning: first", "a.yaml:10:1: second"])
    }
}

@Suite struct `Near misses` {
    @Test(arguments: [("intger", "integer"), ("amout", "amount"), ("Mount", "mount"), ("tsl", "tls"), ("adress", "address")])
    func `a slip of the fingers finds its word`(_ written: String, _ meant: String) {
        #expect(Suggestion.nearest(Array(written.utf8), among: ["amount", "integer", "mount", "tls", "address"]) == meant)
    }

    @Test(arguments: ["", "x", "zebra", "abc", String(repeating: "a", count: 65)]) func `what is far from all words finds none`(
        _ written: String
    ) {
        #expect(Suggestion.nearest(Array(written.utf8), among: ["amount", "integer", "tls", "go"]) == nil)
    }

    @Test func `a swap of neighbours is one slip`() {
        #expect(Suggestion.nearest(Array("ab".utf8), among: ["ba"]) == "ba")
    }
}

@Suite struct `Durations and sizes as text` {
    @Test(arguments: ["0s", "1ms", "1500ms", "90s", "1m", "75s", "4h", "7d"]) func `a duration reads back`(_ text: String) {
        #expect(DurationText.read(Array(text.utf8)).map(DurationText.write) == text)
    }

    @Test(arguments: ["0B", "1023B", "4KiB", "1MiB", "3GiB"]) func `a size reads back`(_ text: String) {
        #expect(ByteSizeText.read(Array(text.utf8)).map(ByteSizeText.write) == text)
    }
}
