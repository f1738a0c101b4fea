import Glibc
import Testing

@Suite struct `Import law` {
    @Test func `every import line is allowed by the table`() throws {
        for file in try SourceTree.swiftFiles() {
            let room = try #require(ImportLaw.rooms[file.room], "\(file.path): room `\(file.room)` has no charter in ImportLaw")
            for (number, line) in file.lines.enumerated() {
                guard let module = SourceTree.importedModule(line) else { continue }
                let isAllowed =
                    room.imports.contains(module) || (file.room != "Vocabulary" && ImportLaw.standard.contains(module))
                    || (module == "Vocabulary" && !room.isCore)
                #expect(isAllowed, "\(file.path):\(number + 1): `\(file.room)` (\(room.charter)) may not import `\(module)`")
            }
        }
    }

    @Test func `the core holds no clock, dice, output or waiting`() throws {
        for file in try SourceTree.swiftFiles() where ImportLaw.rooms[file.room]?.isCore == true {
            for (number, line) in file.lines.enumerated() {
                let code = SourceTree.code(line)
                for (word, reason) in ImportLaw.forbiddenInCore where SourceTree.contains(code, word) {
                    Issue.record("\(file.path):\(number + 1): `\(word)` in the core: \(reason)")
                }
            }
        }
    }

    @Test func `no room crashes on what a peer can cause`() throws {
        for file in try SourceTree.swiftFiles() {
            for (number, line) in file.lines.enumerated() {
                for word in ImportLaw.forbiddenEverywhere where SourceTree.contains(SourceTree.code(line), word) {
                    Issue.record("\(file.path):\(number + 1): `\(word)` is not used in Sources")
                }
            }
        }
    }

    @Test func `no file is longer than 400 lines without a reason in its first lines`() throws {
        for file in try SourceTree.swiftFiles() where file.lines.count > 400 {
            let hasReason = file.lines.prefix(5).contains { $0.contains("LENGTH:") }
            #expect(hasReason && file.lines.count <= 600, "\(file.path): \(file.lines.count) lines")
        }
    }

    @Test func `no function is longer than 70 lines`() throws {
        for file in try SourceTree.swiftFiles() {
            for (number, length) in SourceTree.functionLengths(file.lines) where length > 70 {
                Issue.record("\(file.path):\(number + 1): function of \(length) lines")
            }
        }
    }

    @Test func `at most one unchecked Sendable in an edge room, none in the core`() throws {
        var counts: [String: Int] = [:]
        for file in try SourceTree.swiftFiles() {
            counts[file.room, default: 0] += file.lines.filter { SourceTree.contains(SourceTree.code($0), "@unchecked Sendable") }.count
        }
        // EventLoop has two: the box for others' values, and its own state, which the box cannot hold.
        for (room, count) in counts {
            let most = ImportLaw.rooms[room]?.isCore == true ? 0 : room == "EventLoop" ? 2 : 1
            #expect(count <= most, "\(room): \(count) uses of @unchecked Sendable")
        }
    }
}
