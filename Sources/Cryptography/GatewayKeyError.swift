internal import Glibc

/// Why the gateway has no key; every case is for the operator to mend.
public enum GatewayKeyError: Error, Equatable, CustomStringConvertible {
    case notAFile(path: String)
    /// Not exactly 32 bytes; the file is never written over.
    case wrongSize(path: String, foundBytes: Int)
    /// Group or others have a right to it; `mode` is the permission bits.
    case readableByOthers(path: String, mode: UInt32)
    /// A system call failed, with its errno.
    case system(call: String, path: String, code: Int32)

    public var description: String {
        switch self {
        case .notAFile(let path):
            return "\(path): not a regular file; expected the gateway's key of 32 bytes"
        case .wrongSize(let path, let found):
            return "\(path): found \(found) bytes; expected the gateway's key of exactly 32 bytes"
        case .readableByOthers(let path, let mode):
            return "\(path): mode \(GatewayKeyError.octal(mode)) lets others reach the gateway's key; expected 0600 (`chmod 600 \(path)`)"
        case .system(let call, let path, let code):
            let text = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "errno \(code)"
            return "\(path): \(call): \(text)"
        }
    }

    private static func octal(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
