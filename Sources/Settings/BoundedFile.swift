public import Documents
internal import Glibc

/// Reading files that people and machines wrote: bounded, and every failure a problem with a place.
public enum BoundedFile {
    /// The whole file; nil where it cannot be read or is larger than `bytesMax`.
    ///
    /// - Parameter mark: what names the file, for messages.
    public static func read(_ path: String, bytesMax: Int, at mark: Mark, _ problems: Problems) -> [UInt8]? {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            problems.error(at: mark, "an empty path; expected the path of a file")
            return nil
        }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            problems.error(at: mark, "cannot open `\(path)`: \(reason(errno))")
            return nil
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                problems.error(at: mark, "cannot read `\(path)`: \(reason(errno))")
                return nil
            }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= bytesMax else {
                problems.error(at: mark, "`\(path)` is larger than \(ByteSizeText.write(bytesMax)); expected a smaller file")
                return nil
            }
        }
    }

    /// Paths of the `*.yaml` files of a folder, sorted by name, without hidden files and `*.cases.yaml`; nil where the folder cannot be read.
    public static func documents(in folder: String, filesMax: Int = 1000, at mark: Mark, _ problems: Problems) -> [String]? {
        guard let directory = unsafe opendir(folder) else {
            problems.error(at: mark, "cannot open the folder `\(folder)`: \(reason(errno))")
            return nil
        }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            guard name.hasSuffix(".yaml"), !name.hasSuffix(".cases.yaml"), !name.hasPrefix(".") else { continue }
            guard names.count < filesMax else {
                problems.error(at: mark, "more than \(filesMax) files in `\(folder)`; expected at most \(filesMax)")
                return nil
            }
            names.append(name)
        }
        return names.sorted().map { FilePath.resolve($0, in: folder) }
    }

    static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT: "no such file or folder"
        case EACCES, EPERM: "permission denied"
        case EISDIR: "it is a folder"
        case ENOTDIR: "a part of the path is no folder"
        default: unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        }
    }
}
