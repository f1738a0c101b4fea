public import Documents

/// Where a value came from; of several the first in this order wins.
public enum SettingOrigin: Sendable, Hashable, CustomStringConvertible {
    case flag(String)
    case environment(String)
    case file(Mark)
    case builtIn

    public var description: String {
        switch self {
        case .flag(let name): "flag \(name)"
        case .environment(let name): "environment \(name)"
        case .file(let mark): "\(mark)"
        case .builtIn: "default"
        }
    }
}
