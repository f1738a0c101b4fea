import Glibc
import Testing

@testable import Telemetry

/// A pipe whose reading end the test owns.
private struct Pipe {
    let reader: CInt
    let writer: CInt

    init() {
        var ends: [CInt] = [0, 0]
        pipe(&ends)
        (reader, writer) = (ends[0], ends[1])
    }

    func readAll() -> String {
        close(writer)
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(reader, &piece, piece.count)
            if count <= 0 { break }
            all += piece[..<count]
        }
        close(reader)
        return String(decoding: all, as: UTF8.self)
    }
}

@Suite struct `The operators' log` {
    @Test func `lines above the level are not written`() {
        let pipe = Pipe()
        let log = Log(level: .warning, counters: Counters(), descriptor: pipe.writer)
        log.info("started")
        log.debug("seen")
        log.warning("retried")
        let text = pipe.readAll()
        #expect(text.split(separator: "\n").count == 1)
        #expect(text.contains(#""level":"warning","message":"retried"}"#))
    }

    @Test func `a reader that stalls costs lines, counted, and never blocks`() {
        let pipe = Pipe()
        let counters = Counters()
        let log = Log(level: .info, counters: counters, descriptor: pipe.writer, bufferLimitBytes: 8192)
        for _ in 0..<2000 { log.info("a line of the log that is long enough to fill a pipe of sixty-four kibibytes soon") }
        #expect(counters.value(of: .logLinesDropped) > 0)
        var piece = [UInt8](repeating: 0, count: 65536)
        #expect(read(pipe.reader, &piece, piece.count) > 0)
        log.flush()
        let lines = pipe.readAll().split(separator: "\n")
        #expect(lines.last?.hasSuffix("}") == true)
    }

    @Test func `a closed reader costs lines and nothing else`() {
        signal(SIGPIPE, SIG_IGN)
        let pipe = Pipe()
        close(pipe.reader)
        let log = Log(level: .info, counters: Counters(), descriptor: pipe.writer)
        log.info("nobody reads")
        log.info("still nobody")
        close(pipe.writer)
    }

    @Test func `debug metadata is not built below its level`() {
        let log = Log(level: .info, counters: Counters(), descriptor: -1)
        var isBuilt = false
        func build() -> String {
            isBuilt = true
            return ""
        }
        log.debug("seen", [.call: build()])
        #expect(!isBuilt)
    }
}

@Suite struct `Log line` {
    private func text(_ value: String) -> String {
        String(decoding: LogLine("m", level: .info, microseconds: 0, metadata: [.path: value]).bytes, as: UTF8.self)
    }

    @Test func `control characters, quotes and backslashes cannot leave their string`() {
        #expect(text("a\"b\\c\r\n\u{7f}\u{1b}").contains(#""path":"a\"b\\c\u000d\u000a\u007f\u001b""#))
    }

    @Test func `a value is cut at its bound, never inside a character`() {
        #expect(text(String(repeating: "a", count: 512)).contains("\"path\":\"" + String(repeating: "a", count: 512) + "\""))
        #expect(text(String(repeating: "a", count: 513)).contains("\"path\":\"" + String(repeating: "a", count: 512) + "\""))
        #expect(text(String(repeating: "a", count: 511) + "é!").contains("aé\""))
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000000Z"), (-1, "1969-12-31T23:59:59.999999Z"), (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
        (1_795_176_168_123_456, "2026-11-20T12:02:48.123456Z"), (4_107_542_399_999_999, "2100-02-28T23:59:59.999999Z"),
    ]) func `time is UTC with microseconds`(microseconds: Int64, expected: String) {
        let line = String(decoding: LogLine("m", level: .info, microseconds: microseconds, metadata: [:]).bytes, as: UTF8.self)
        #expect(line.hasPrefix("{\"time\":\"\(expected)\""))
    }

    @Test func `levels are known by name`() {
        #expect(LogLevel(name: "warning") == .warning)
        #expect(LogLevel(name: "Warning") == nil)
    }
}
