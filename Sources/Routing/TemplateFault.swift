/// Why a path template cannot be read.
public struct TemplateFault: Error, Equatable, Sendable {
    /// Octets from the start of the template.
    public let offset: Int
    /// Lower case, the author's words in backquotes.
    public let message: String
}
