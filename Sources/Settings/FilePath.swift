/// Paths as text: only what settings need, without touching the disk.
enum FilePath {
    /// `path`, taken from `folder` where it is relative; an empty folder is the working directory.
    static func resolve(_ path: String, in folder: String) -> String {
        if path.utf8.first == 0x2f || folder.isEmpty { return path }
        let tail = path.utf8.starts(with: "./".utf8) ? String(path.dropFirst(2)) : path
        return folder.utf8.last == 0x2f ? folder + tail : folder + "/" + tail
    }

    /// Everything before the last `/`; empty where there is none.
    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: 0x2f) else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
