public import Documents

/// The flags that every command shares: `--config FILE` and one flag for each value of gateway.yaml.
public struct SettingsFlags: Sendable {
    /// The file named by `--config`.
    public private(set) var config: String?
    /// Path of the setting -> text, from `--PATH TEXT` or `--PATH=TEXT`.
    public private(set) var values: [String: [UInt8]] = [:]
    /// What is left for the command itself, in order.
    public private(set) var rest: [String] = []

    public init() {}

    /// Takes the shared flags out of a command line; after `--` nothing is taken.
    ///
    /// Flags without a dot that are not known here are left in `rest`: they are the command's own.
    public init(arguments: [String], problems: Problems) {
        var arguments = arguments[...]
        while let argument = arguments.popFirst() {
            if argument == "--" {
                rest += arguments
                return
            }
            guard argument.utf8.starts(with: "--".utf8) else {
                rest.append(argument)
                continue
            }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let name = parts.first, SettingsFlags.isShared(name) else {
                take(unknown: argument, parts.first ?? "", problems)
                continue
            }
            guard let value = parts.count == 2 ? parts[1] : arguments.popFirst() else {
                problems.error(at: Mark(file: "--" + name), "no value; expected `--\(name) VALUE`")
                return
            }
            set(name, value, problems)
        }
    }

    private static func isShared(_ name: String) -> Bool { name == "config" || SettingKey.all.contains { $0.path == name } }

    private mutating func set(_ name: String, _ value: String, _ problems: Problems) {
        let isRepeated = name == "config" ? config != nil : values[name] != nil
        if isRepeated { problems.error(at: Mark(file: "--" + name), "the flag stands twice; expected it once") }
        if name == "config" {
            config = value
        } else {
            values[name] = Array(value.utf8)
        }
    }

    private mutating func take(unknown argument: String, _ name: String, _ problems: Problems) {
        guard name.utf8.contains(0x2e) else {
            rest.append(argument)
            return
        }
        let near = Suggestion.phrase(Array(name.utf8), among: SettingKey.all.map(\.path))
        problems.error(at: Mark(file: "--" + name), "unknown setting\(near) expected one that `boomgate config` lists")
    }
}
