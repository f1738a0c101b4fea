import Glibc

/// A system call that failed, with its name and errno.
public struct SystemError: Error, CustomStringConvertible, Equatable {
    public let call: StaticString
    public let code: CInt

    /// - Parameter call: the system call's name; its errno is read here, so construct this first thing after the failure.
    public init(_ call: StaticString) { self.init(call, code: errno) }

    public init(_ call: StaticString, code: CInt) {
        self.call = call
        self.code = code
    }

    public static func == (left: SystemError, right: SystemError) -> Bool { left.code == right.code }

    public var description: String {
        let text = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "errno \(code)"
        return "\(call): \(text)"
    }
}
