internal import Glibc

/// Where commands write: answers to stdout, everything about the way there to stderr.
enum Output {
    static func answer(_ text: String) { write(text, to: STDOUT_FILENO) }
    static func message(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Bytes on stdout as they are.
    static func raw(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// `1 agent`, `2 agents`.
    static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }

    private static func write(_ text: String, to descriptor: CInt) { write(Array((text + "\n").utf8), to: descriptor) }

    private static func write(_ whole: [UInt8], to descriptor: CInt) {
        var bytes = whole[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}

/// How a command ended, for scripts.
enum ExitCode: CInt {
    case done = 0
    /// The command ran and found something wrong.
    case findings = 1
    /// The command line itself was wrong.
    case usage = 2
}
