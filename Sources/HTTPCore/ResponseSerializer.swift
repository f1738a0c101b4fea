/// Writes answers: the single place where response heads become bytes.
public enum ResponseSerializer {
    /// Appends status line, fields, framing and connection fields, and the empty line.
    ///
    /// - Parameter framing: `.none` adds no framing field (204, 304, and HEAD where the length is unknown).
    public static func append(
        _ head: ResponseHead, framing: BodyFraming, keepsAlive: Bool, version: RequestHead.Version, to output: inout [UInt8]
    ) {
    }

    /// Appends one non-empty chunk.
    public static func appendChunk(_ bytes: [UInt8], to output: inout [UInt8]) {
    }

    /// Appends the last chunk and the empty trailer section.
    public static func appendLastChunk(to output: inout [UInt8]) {
    }
}
