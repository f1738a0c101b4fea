/// One line of `boomgate config`: a value in force and where it came from. gateway.yaml holds paths of keys, never secrets.
public struct SettingRow: Sendable, Hashable {
    public let path: String
    /// As a person would write it; `none` where the value is absent.
    public let value: String
    public let origin: SettingOrigin
}
