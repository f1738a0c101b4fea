import Glibc

/// The repository's own sources, read as text.
enum SourceTree {
    struct File {
        let path: String
        /// The folder below Sources.
        let room: String
        let lines: [String]
    }

    static let root: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    static func swiftFiles() throws -> [File] {
        let sources = root + "/Sources"
        return names(in: sources).flatMap { room in
            swiftPaths(under: sources + "/" + room).map { path in
                File(path: String(path.dropFirst(root.utf8.count + 1)), room: room, lines: lines(of: path))
            }
        }
    }

    /// The module named by an import line, whatever its access level; nil for other lines.
    static func importedModule(_ line: String) -> String? {
        var words = line.split(separator: " ")
        guard let at = words.firstIndex(of: "import"), at < 2 || words.first?.hasPrefix("@") == true else { return nil }
        guard line.first?.isWhitespace == false, !line.hasPrefix("//") else { return nil }
        words.removeFirst(at + 1)
        if let kind = words.first, ["struct", "class", "enum", "func", "protocol", "typealias"].contains(kind) { words.removeFirst() }
        return words.first?.split(separator: ".").first.map(String.init)
    }

    /// The line without its comment.
    static func code(_ line: String) -> String {
        guard let comment = line.range(ofSlashes: "//") else { return line }
        return String(line[..<comment])
    }

    static func contains(_ text: String, _ word: String) -> Bool {
        let haystack = Array(text.utf8)
        let needle = Array(word.utf8)
        guard haystack.count >= needle.count else { return false }
        for start in 0...(haystack.count - needle.count) where haystack[start..<start + needle.count].elementsEqual(needle) {
            let before = start > 0 ? haystack[start - 1] : 0x20
            let after = start + needle.count < haystack.count ? haystack[start + needle.count] : 0x20
            let firstIsLetter = isWord(needle[0])
            let lastIsLetter = isWord(needle[needle.count - 1])
            if (firstIsLetter && isWord(before)) || (lastIsLetter && isWord(after)) { continue }
            return true
        }
        return false
    }

    /// Line number and length of each `func` and `init` with a body, by brace depth.
    static func functionLengths(_ lines: [String]) -> [(Int, Int)] {
        var found: [(Int, Int)] = []
        var open: [(line: Int, depth: Int)] = []
        var depth = 0
        for (number, line) in lines.enumerated() {
            let code = code(line)
            if contains(code, "func") || contains(code, "init"), code.hasSuffix("{") { open.append((number, depth)) }
            for byte in withoutLiterals(code) {
                if byte == 0x7b { depth += 1 }
                if byte == 0x7d {
                    depth -= 1
                    if let last = open.last, last.depth == depth {
                        found.append((last.line, number - last.line + 1))
                        open.removeLast()
                    }
                }
            }
        }
        return found
    }

    /// The bytes outside string literals: a brace in a message opens nothing.
    private static func withoutLiterals(_ code: String) -> [UInt8] {
        var kept: [UInt8] = []
        var isInside = false
        var isEscaped = false
        for byte in code.utf8 {
            if isInside {
                if isEscaped { isEscaped = false } else if byte == 0x5c { isEscaped = true } else if byte == 0x22 { isInside = false }
            } else if byte == 0x22 {
                isInside = true
            } else {
                kept.append(byte)
            }
        }
        return kept
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
    }

    private static func swiftPaths(under folder: String) -> [String] {
        names(in: folder).flatMap { name in
            let path = folder + "/" + name
            return name.hasSuffix(".swift") ? [path] : swiftPaths(under: path)
        }
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    static func lines(of path: String) -> [String] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
}

extension String {
    fileprivate func range(ofSlashes mark: String) -> String.Index? {
        let bytes = Array(utf8)
        guard bytes.count >= 2 else { return nil }
        for at in 0..<(bytes.count - 1) where bytes[at] == 0x2f && bytes[at + 1] == 0x2f && (at == 0 || bytes[at - 1] != 0x3a) {
            return utf8.index(startIndex, offsetBy: at)
        }
        return nil
    }
}
