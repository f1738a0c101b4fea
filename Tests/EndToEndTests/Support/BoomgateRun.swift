import Glibc

// glibc hides both behind _GNU_SOURCE, which Swift's import of it does not set.
@_silgen_name("posix_spawn_file_actions_addchdir_np")
private func addWorkingFolder(_ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ path: UnsafePointer<CChar>) -> CInt
@_silgen_name("posix_spawn_file_actions_addclosefrom_np")
private func addCloseFrom(_ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ first: CInt) -> CInt

/// One run of the built binary; its output goes to files of the test's folder.
final class BoomgateRun {
    let pid: pid_t
    private let out: String
    private let err: String
    private var code: CInt?

    /// The binary lies beside the test bundle.
    static let binary: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let path = String(decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex) + "/boomgate"
    }()

    /// - Parameters:
    ///   - name: of the output files.
    ///   - environment: besides PATH and HOME; nothing of the test's own environment reaches the binary but what a sanitizer needs.
    init(_ arguments: [String], in folder: Folder, name: String, environment: [String: String] = [:]) {
        out = "\(folder.path)/\(name).out"
        err = "\(folder.path)/\(name).err"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, out, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, err, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        _ = addWorkingFolder(&actions, folder.path)
        // A socket of another test that lived on here would never be seen to close.
        _ = addCloseFrom(&actions, 3)
        var kept = ["PATH=/usr/bin:/bin", "HOME=\(folder.path)", "SWIFT_BACKTRACE=enable=no"]
        // What Tests/run tells the sanitizers; unset everywhere else.
        kept += ["LD_PRELOAD", "LSAN_OPTIONS", "ASAN_SYMBOLIZER_PATH"].compactMap { (name: String) -> String? in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
        kept += environment.map { "\($0.key)=\($0.value)" }
        var words = ([BoomgateRun.binary] + arguments).map { strdup($0) } + [nil]
        var variables = kept.map { strdup($0) } + [nil]
        defer { for text in words + variables { free(text) } }
        var started: pid_t = 0
        let failure = posix_spawn(&started, BoomgateRun.binary, &actions, nil, &words, &variables)
        precondition(failure == 0, "\(BoomgateRun.binary) does not start: \(failure)")
        pid = started
    }

    deinit {
        if exitCode == nil {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
    }

    var output: String { Folder.contents(out) }
    var messages: String { Folder.contents(err) }

    func signal(_ number: CInt) { kill(pid, number) }

    /// nil while it runs; 128 and more where a signal ended it.
    var exitCode: CInt? {
        if let code { return code }
        var status: CInt = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
        code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
        return code
    }

    /// - Returns: nil where it still runs after the deadline.
    func wait(seconds: Double = 20) -> CInt? {
        eventually(within: seconds) { exitCode != nil }
        return exitCode
    }

    /// Runs to the end: exit code, what it printed, what it said.
    static func of(_ arguments: [String], in folder: Folder, environment: [String: String] = [:]) -> (
        code: CInt?, output: String, messages: String
    ) {
        let run = BoomgateRun(arguments, in: folder, name: "command", environment: environment)
        let code = run.wait()
        return (code, run.output, run.messages)
    }
}
