public import Documents

/// Finds gateway.yaml, reads it and lays environment and flags over it.
public struct SettingsLoader: Sendable {
    /// BOUND: bytes of one settings, agents or route file.
    public static let fileBytesMax = 8 << 20

    /// What one load came to; `settings` is nil where `problems` has errors.
    public struct Loaded: Sendable {
        public let settings: GatewaySettings?
        /// Every value in force with its origin, for `boomgate config`.
        public let rows: [SettingRow]
        /// The settings file, as it was found.
        public let file: String
    }

    private let parse: DocumentParser

    public init(parse: @escaping DocumentParser) { self.parse = parse }

    /// `--config`, else `BOOMGATE_CONFIG`, else `./gateway.yaml`.
    public static func file(flags: SettingsFlags, environment: ProcessEnvironment) -> String {
        flags.config ?? environment["BOOMGATE_CONFIG"].map { String(decoding: $0, as: UTF8.self) } ?? "./gateway.yaml"
    }

    public func load(flags: SettingsFlags, environment: ProcessEnvironment, problems: Problems) -> Loaded {
        let file = SettingsLoader.file(flags: flags, environment: environment)
        guard let bytes = BoundedFile.read(file, bytesMax: SettingsLoader.fileBytesMax, at: Mark(file: file), problems) else {
            if flags.config == nil {
                problems.error(at: Mark(file: file), "expected a settings file here, or one named by --config or BOOMGATE_CONFIG")
            }
            return Loaded(settings: nil, rows: [], file: file)
        }
        return load(bytes, file: file, flags: flags, environment: environment, problems: problems)
    }

    /// The same for a file that was read already.
    public func load(_ bytes: [UInt8], file: String, flags: SettingsFlags, environment: ProcessEnvironment, problems: Problems) -> Loaded {
        guard let tree = parse(bytes, file, problems) else { return Loaded(settings: nil, rows: [], file: file) }
        var overlay = SettingsOverlay(flags: flags, environment: environment, parse: parse, problems: problems)
        let merged = overlay.merge(tree)
        let settings = GatewaySettingsReader(problems: problems, file: file).read(merged)
        return Loaded(settings: settings, rows: overlay.rows, file: file)
    }
}
