import Cryptography
import Glibc
import Testing

/// A folder of its own for one test, removed with what is in it.
private final class Folder {
    let path: String

    init() throws {
        var template = Array("/tmp/boomgate-key-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } }
        path = try #require(made)
    }

    deinit {
        for name in names("keys") { unlink("\(path)/keys/\(name)") }
        rmdir("\(path)/keys")
        rmdir(path)
    }

    func names(_ folder: String) -> [String] {
        guard let directory = opendir("\(path)/\(folder)") else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    func put(_ bytes: [UInt8], mode: mode_t) throws {
        mkdir("\(path)/keys", 0o700)
        let descriptor = open("\(path)/keys/gateway.key", O_WRONLY | O_CREAT | O_EXCL, 0o600)
        try #require(descriptor >= 0)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        fchmod(descriptor, mode)
        close(descriptor)
    }

    func mode(_ name: String) -> mode_t {
        var status = stat()
        stat("\(path)/\(name)", &status)
        return status.st_mode & 0o777
    }
}

@Suite struct `The gateway's key file` {
    @Test(arguments: [0, 31, 33, 64])
    func `a file of another size is refused and left alone`(count: Int) throws {
        let folder = try Folder()
        try folder.put([UInt8](repeating: 7, count: count), mode: 0o600)
        let file = GatewayKeyFile(folder: folder.path + "/keys")
        let error = #expect(throws: GatewayKeyError.self) { _ = try file.loadOrCreate() }
        #expect(error == .wrongSize(path: file.path, foundBytes: count))
        #expect(error?.description.contains("exactly 32 bytes") == true)
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o601, 0o666] as [mode_t])
    func `a file that others may reach is refused with the command that mends it`(mode: mode_t) throws {
        let folder = try Folder()
        try folder.put([UInt8](repeating: 7, count: 32), mode: mode)
        let file = GatewayKeyFile(folder: folder.path + "/keys")
        let error = #expect(throws: GatewayKeyError.self) { _ = try file.loadOrCreate() }
        #expect(error == .readableByOthers(path: file.path, mode: UInt32(mode)))
        #expect(error?.description.contains("chmod 600") == true)
    }

    @Test func `a folder in the file's place is refused`() throws {
        let folder = try Folder()
        let file = GatewayKeyFile(folder: folder.path)
        mkdir(file.path, 0o700)
        defer { rmdir(file.path) }
        #expect(throws: GatewayKeyError.notAFile(path: file.path)) { _ = try file.loadOrCreate() }
    }

    @Test func `a folder that cannot be made is named with the reason`() throws {
        let folder = try Folder()
        let file = GatewayKeyFile(folder: folder.path + "/missing/keys")
        #expect(throws: GatewayKeyError.system(call: "mkdir", path: file.folder, code: ENOENT)) { _ = try file.loadOrCreate() }
    }

    @Test func `the first start makes folder and key, the second finds the same key`() throws {
        let folder = try Folder()
        let file = GatewayKeyFile(folder: folder.path + "/keys")
        #expect(try file.load()?.derive("a") == nil)
        let made = try file.loadOrCreate()
        let found = try file.loadOrCreate()
        #expect(made.derive("a") == found.derive("a"))
        #expect(folder.mode("keys") == 0o700)
        #expect(folder.mode("keys/gateway.key") == 0o600)
        #expect(folder.names("keys") == ["gateway.key"])
    }

    @Test func `starts at one time agree on one key`() async throws {
        let folder = try Folder()
        let path = folder.path + "/keys"
        let keys = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<8 { group.addTask { try GatewayKeyFile(folder: path).loadOrCreate().derive("a") } }
            var keys: Set<[UInt8]> = []
            for try await key in group { keys.insert(key) }
            return keys
        }
        #expect(keys.count == 1)
        #expect(folder.names("keys") == ["gateway.key"])
    }

    @Test func `owner-only reading is enough`() throws {
        let folder = try Folder()
        try folder.put([UInt8](repeating: 7, count: 32), mode: 0o400)
        #expect(try GatewayKeyFile(folder: folder.path + "/keys").loadOrCreate().derive("a").count == 32)
    }
}

@Suite struct `The gateway's key` {
    @Test func `31 bytes are no key`() { #expect(GatewayKey(bytes: [UInt8](repeating: 1, count: 31)) == nil) }

    @Test func `each purpose has a key of its own`() throws {
        let key = try #require(GatewayKey(bytes: [UInt8](repeating: 1, count: 32)))
        #expect(key.derive("audit") != key.derive("store"))
        #expect(key.derive("audit") == key.derive("audit"))
        #expect(key.derive("audit", count: 64).count == 64)
    }

    @Test func `it is never shown`() throws {
        let key = try #require(GatewayKey(bytes: [UInt8](repeating: 77, count: 32)))
        #expect("\(key)" == "<redacted>")
        #expect(String(reflecting: key) == "<redacted>")
        var shown = ""
        dump(key, to: &shown)
        #expect(!shown.contains("77"))
    }
}
