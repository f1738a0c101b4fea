// SAFETY: `environ` is a plain C global; it is read once, before other threads start.
@unsafe @preconcurrency internal import Glibc

/// Environment variables as bytes, taken once at start.
public struct ProcessEnvironment: Sendable {
    private let values: [[UInt8]: [UInt8]]

    public init(_ values: [String: String]) {
        self.values = Dictionary(values.map { (Array($0.key.utf8), Array($0.value.utf8)) }) { first, _ in first }
    }

    private init(bytes: [[UInt8]: [UInt8]]) { values = bytes }

    /// The variables of this process; read before other threads start, because the C library may move them when one is set.
    public static func current() -> ProcessEnvironment {
        var values: [[UInt8]: [UInt8]] = [:]
        var next = unsafe environ
        while let line = unsafe next.pointee {
            let bytes = unsafe Array(UnsafeRawBufferPointer(start: line, count: strlen(line)))
            if let equals = bytes.firstIndex(of: 0x3d) { values[Array(bytes[..<equals])] = Array(bytes[(equals + 1)...]) }
            unsafe next += 1
        }
        return ProcessEnvironment(bytes: values)
    }

    public subscript(name: String) -> [UInt8]? { values[Array(name.utf8)] }

    public subscript(name: [UInt8]) -> [UInt8]? { values[name] }

    /// Names that begin with `prefix`, sorted.
    func names(withPrefix prefix: String) -> [[UInt8]] {
        values.keys.filter { $0.starts(with: prefix.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
