public import Vocabulary

/// The field that proves us to the upstream.
public struct Credential: Sendable {
    /// Lower-case field name.
    public let header: [UInt8]
    public let value: Secret

    public init(header: [UInt8], value: Secret) {
        self.header = header
        self.value = value
    }
}
