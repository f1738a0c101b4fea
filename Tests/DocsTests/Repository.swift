import Glibc

/// The repository as the documents speak of it.
enum Repository {
    static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")

    /// Every document, with its path from the root.
    static let documents: [MarkdownFile] =
        (["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Benchmarks/README.md"] + files(under: "docs").filter { $0.hasSuffix(".md") })
        .map { MarkdownFile(path: $0, text: text(of: $0)) }

    static func document(_ path: String) -> MarkdownFile { MarkdownFile(path: path, text: text(of: path)) }

    static func exists(_ path: String) -> Bool { access(root + "/" + path, F_OK) == 0 }

    static func text(of path: String) -> String { String(decoding: bytes(of: path), as: UTF8.self) }

    /// - Returns: nothing where the file cannot be read.
    static func bytes(of path: String) -> [UInt8] {
        guard let file = fopen(root + "/" + path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// Paths of all files below a folder, hidden ones left out, sorted.
    static func files(under folder: String) -> [String] {
        guard let directory = opendir(root + "/" + folder) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let isFolder = entry.pointee.d_type == UInt8(DT_DIR)
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            found += isFolder ? files(under: folder + "/" + name) : [folder + "/" + name]
        }
        return found.sorted()
    }

    static let swiftSources: [(path: String, text: String)] =
        files(under: "Sources").filter { $0.hasSuffix(".swift") }.map { ($0, text(of: $0)) }

    /// Names that follow one of these words anywhere in Sources.
    static func declared(_ words: Set<String>) -> Set<String> {
        var names: Set<String> = []
        for source in swiftSources {
            var wasWord = false
            for word in source.text.utf8.split(whereSeparator: { !isLetter($0) }) {
                let text = String(word) ?? ""
                if wasWord { names.insert(text) }
                wasWord = words.contains(text)
            }
        }
        return names
    }

    /// Every `name` that stands as `.name` in the sources chosen by path.
    static func membersUsed(where isChosen: (String) -> Bool) -> Set<String> {
        var names: Set<String> = []
        for source in swiftSources where isChosen(source.path) {
            let pieces = source.text.utf8.split(separator: 0x2e, omittingEmptySubsequences: false).dropFirst()
            for piece in pieces { names.insert(String(piece.prefix(while: isLetter)) ?? "") }
        }
        return names
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5f
    }
}
