public import HTTPCore

/// The methods an operation lists; HEAD only where it stands in the list.
public enum MethodMatch: Sendable, Equatable {
    case any
    case oneOf([Method])

    public func matches(_ method: Method) -> Bool {
        switch self {
        case .any: true
        case .oneOf(let methods): methods.contains(method)
        }
    }
}

extension MethodMatch {
    /// Whether one request's method can match both.
    func overlaps(_ other: MethodMatch) -> Bool {
        switch (self, other) {
        case (.any, _), (_, .any): true
        case (.oneOf(let methods), .oneOf(let others)): methods.contains { others.contains($0) }
        }
    }
}
