/// The vendor error shape in which this route's refusals are written.
public enum Dialect: String, Sendable, CaseIterable {
    case plain, openai, anthropic, gemini, stripe, github, slack, kubernetes, mcp, s3
    case awsJSON = "aws-json"
    case awsQuery = "aws-query"

    /// Model APIs: longer time-outs and bodies.
    public var isLLM: Bool { self == .openai || self == .anthropic || self == .gemini }
}
