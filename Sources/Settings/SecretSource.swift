public import Documents
public import Vocabulary

/// Resolves references to secrets: `${env:NAME}` from the environment, `${file:PATH}` from the disk.
public struct SecretSource: Sendable {
    /// BOUND: bytes of one secret file.
    public static let fileBytesMax = 64 << 10

    private let environment: ProcessEnvironment

    public init(environment: ProcessEnvironment) { self.environment = environment }

    /// - Parameter mark: where the template stands; relative paths start from the folder of `mark.file`.
    /// - Returns: nil where a reference is missing, empty or holds a control character, which no field value may; then `problems` says which.
    public func resolve(_ template: SecretTemplate, at mark: Mark, problems: Problems) -> Secret? {
        var bytes: [UInt8] = []
        var isWhole = true
        for part in template.parts {
            switch part {
            case .literal(let text): bytes += text
            case .environment(let name):
                let value = environment[name]
                isWhole = check(value, "the environment variable \(quoted(name))", "it to be set", at: mark, problems) && isWhole
                bytes += value ?? []
            case .file(let path):
                guard let value = read(path, at: mark, problems) else {
                    isWhole = false
                    continue
                }
                isWhole = check(value, "the file \(quoted(path))", "a secret in it", at: mark, problems) && isWhole
                bytes += value
            }
        }
        return isWhole ? Secret(bytes) : nil
    }

    private func read(_ path: [UInt8], at mark: Mark, _ problems: Problems) -> [UInt8]? {
        let path = FilePath.resolve(String(decoding: path, as: UTF8.self), in: FilePath.folder(of: mark.file))
        guard var bytes = BoundedFile.read(path, bytesMax: SecretSource.fileBytesMax, at: mark, problems) else { return nil }
        // Editors and `echo` end a file with a line break that is no part of the secret.
        if bytes.last == 0x0a { bytes.removeLast() }
        if bytes.last == 0x0d { bytes.removeLast() }
        return bytes
    }

    private func check(_ value: [UInt8]?, _ subject: String, _ expected: String, at mark: Mark, _ problems: Problems) -> Bool {
        guard let value, !value.isEmpty else {
            problems.error(at: mark, "\(subject) is \(value == nil ? "not set" : "empty"); expected \(expected)")
            return false
        }
        guard !value.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7f }) else {
            problems.error(at: mark, "\(subject) holds a control character; expected one line of text")
            return false
        }
        return true
    }
}
