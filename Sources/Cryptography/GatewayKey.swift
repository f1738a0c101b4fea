/// The 32 secret bytes of one gateway, from which every other key of it is derived.
public struct GatewayKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    public static let countBytes = 32

    /// - Parameter bytes: exactly `countBytes`, else nil.
    public init?(bytes: [UInt8]) {
        guard bytes.count == GatewayKey.countBytes else { return nil }
        self.bytes = bytes
    }

    /// A key for one purpose; the same name gives the same key for as long as the file lives.
    ///
    /// - Parameter purpose: a constant of ours, such as `audit-hmac`; a new meaning takes a new name.
    /// - Parameter count: 1...`HKDF.outputLimitBytes`.
    public func derive(_ purpose: StaticString, count: Int = 32) -> [UInt8] {
        var info = Array("boomgate/1/".utf8)
        // SAFETY: a static string's bytes live for ever.
        unsafe info.append(contentsOf: UnsafeBufferPointer(start: purpose.utf8Start, count: purpose.utf8CodeUnitCount))
        return HKDF.derive(from: bytes, salt: [], info: info, count: count)
    }

    public var description: String { "<redacted>" }
    public var debugDescription: String { "<redacted>" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// For the file that keeps it.
    func reveal() -> [UInt8] { bytes }
}
