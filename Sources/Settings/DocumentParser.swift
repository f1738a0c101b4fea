public import Documents

/// Bytes of a file to a tree; the composition root passes the YAML reader in, because edge rooms do not see each other.
///
/// - Returns: nil where the text could not be read; then `problems` says why.
public typealias DocumentParser = @Sendable (_ bytes: [UInt8], _ file: String, _ problems: Problems) -> Node?
