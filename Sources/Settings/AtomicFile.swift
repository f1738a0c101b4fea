internal import Documents
internal import Glibc

/// Replaces a file so that a crash leaves the old text or the new, never a part.
enum AtomicFile {
    /// Writes beside `path`, syncs, keeps the mode of the old file (0600 where there was none) and renames.
    ///
    /// - Returns: nil, or what failed in plain words; then the old file stands.
    static func replace(_ path: String, with bytes: [UInt8]) -> String? {
        var old = stat()
        let mode = unsafe stat(path, &old) == 0 ? old.st_mode & 0o777 : 0o600
        let temporary = "\(path).\(getpid()).new"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { return "cannot create `\(temporary)`: \(BoundedFile.reason(errno))" }
        let failure = write(bytes, to: descriptor, mode: mode)
        close(descriptor)
        if let failure {
            unsafe unlink(temporary)
            return "cannot write `\(temporary)`: \(failure)"
        }
        guard unsafe rename(temporary, path) == 0 else {
            let reason = BoundedFile.reason(errno)
            unsafe unlink(temporary)
            return "cannot replace `\(path)`: \(reason)"
        }
        syncFolder(of: path)
        return nil
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, mode: mode_t) -> String? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return BoundedFile.reason(errno) }
            rest = rest.dropFirst(count)
        }
        // The mode at creation is cut by the umask.
        guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else { return BoundedFile.reason(errno) }
        return nil
    }

    /// The new name must outlive a crash too; a folder that cannot be synced leaves the old or the new file all the same.
    private static func syncFolder(of path: String) {
        let folder = FilePath.folder(of: path)
        let descriptor = unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
