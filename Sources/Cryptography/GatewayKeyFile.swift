internal import Glibc

/// The file that keeps the gateway's key, made at the first start.
public struct GatewayKeyFile: Sendable {
    public let folder: String
    public var path: String { folder + "/gateway.key" }

    /// - Parameter folder: made with mode 0700 where it is missing; its parent must exist.
    public init(folder: String) { self.folder = folder }

    /// The key in the file, or a new one that the file holds from now on, durable before it is returned.
    ///
    /// - Throws: where the file is not exactly 32 bytes, where anyone but its owner may read it, or where the disk fails.
    public func loadOrCreate() throws(GatewayKeyError) -> GatewayKey {
        if let key = try load() { return key }
        try makeFolder()
        try create()
        guard let key = try load() else { throw .system(call: "open", path: path, code: ENOENT) }
        return key
    }

    /// - Returns: nil where there is no file.
    public func load() throws(GatewayKeyError) -> GatewayKey? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return nil }
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw failure("fstat", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        guard status.st_mode & 0o077 == 0 else { throw .readableByOthers(path: path, mode: UInt32(status.st_mode & 0o777)) }
        // One byte more than the key, so that a longer file is seen as such.
        var bytes = [UInt8](repeating: 0, count: GatewayKey.countBytes + 1)
        var count = 0
        while count < bytes.count {
            let got = try read(descriptor, into: &bytes, from: count)
            if got == 0 { break }
            count += got
        }
        guard let key = GatewayKey(bytes: Array(bytes[..<count])) else {
            throw .wrongSize(path: path, foundBytes: Int(status.st_size))
        }
        return key
    }

    private func read(_ descriptor: CInt, into bytes: inout [UInt8], from start: Int) throws(GatewayKeyError) -> Int {
        while true {
            // SAFETY: the slice lies inside the buffer.
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
                return unsafe Glibc.read(descriptor, rest.baseAddress, rest.count)
            }
            if got >= 0 { return got }
            if errno != EINTR { throw failure("read", path) }
        }
    }

    private func makeFolder() throws(GatewayKeyError) {
        guard unsafe mkdir(folder, 0o700) != 0, errno != EEXIST else { return }
        throw failure("mkdir", folder)
    }

    /// Writes a new key beside the file and links it in: whole or not at all, and never over a key that another start has just made.
    private func create() throws(GatewayKeyError) {
        var random = SecureRandom()
        let temporary = path + "." + String(decoding: Hex.encode(random.bytes(8)), as: UTF8.self)
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("open", temporary) }
        defer { unsafe unlink(temporary) }
        try fill(descriptor, with: random.bytes(GatewayKey.countBytes), at: temporary)
        guard unsafe link(temporary, path) == 0 || errno == EEXIST else { throw failure("link", path) }
        try syncFolder()
    }

    private func fill(_ descriptor: CInt, with bytes: [UInt8], at place: String) throws(GatewayKeyError) {
        defer { close(descriptor) }
        try write(bytes, to: descriptor, at: place)
        guard fsync(descriptor) == 0 else { throw failure("fsync", place) }
    }

    private func write(_ bytes: [UInt8], to descriptor: CInt, at place: String) throws(GatewayKeyError) {
        var sent = 0
        while sent < bytes.count {
            // SAFETY: the slice lies inside the buffer.
            let put = unsafe bytes[sent...].withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if put < 0, errno == EINTR { continue }
            guard put >= 0 else { throw failure("write", place) }
            sent += put
        }
    }

    /// The name of the file is durable only once its folder is.
    private func syncFolder() throws(GatewayKeyError) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("fsync", folder) }
    }

    /// Reads errno first: construct it right after the failed call.
    private func failure(_ call: StaticString, _ path: String) -> GatewayKeyError {
        .system(call: "\(call)", path: path, code: errno)
    }
}
