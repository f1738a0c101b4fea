public import Documents

/// One value of gateway.yaml under its three names: `listeners.agents.port`, the flag and the environment variable.
public struct SettingKey: Sendable {
    /// The keys from the top of the file, joined by dots.
    public let path: String
    public let type: KeyType

    public var flag: String { "--" + path }

    /// `BOOMGATE_` and the path in upper case, dots as `_`.
    public var variable: String { "BOOMGATE_" + path.uppercased().replacing(".", with: "_") }

    /// Every value of gateway.yaml, in the order of the table.
    public static let all = flatten(GatewayKeys.table, under: "")

    static func flatten(_ table: KeyTable, under prefix: String) -> [SettingKey] {
        table.keys.flatMap { key -> [SettingKey] in
            if case .mapping(let nested) = key.type { return flatten(nested, under: prefix + key.name + ".") }
            return key.need == .notYet ? [] : [SettingKey(path: prefix + key.name, type: key.type)]
        }
    }
}
