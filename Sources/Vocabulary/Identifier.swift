/// A name that a person wrote in a file, or that the gateway minted; compared byte for byte.
///
/// Bytes and not `String`: two texts that look alike, or that Swift calls equal, are two names here. `Kind` keeps an agent from passing as a role.
public struct Identifier<Kind>: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let bytes: [UInt8]

    public init(bytes: [UInt8]) { self.bytes = bytes }
    public init(_ text: String) { bytes = Array(text.utf8) }
    public init(stringLiteral text: StaticString) {
        bytes = unsafe Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Safe for logs and terminals: everything outside printable ASCII is drawn as `\xNN`.
    public var description: String { printable(bytes) }
}

public enum AgentKind {}
public enum RoleKind {}
public enum OwnerKind {}
public enum EnvironmentKind {}
public enum RunKind {}
public enum DecisionKind {}
public enum APIKind {}
public enum OperationKind {}
public enum ActionKind {}
public enum TargetKind {}

public typealias AgentID = Identifier<AgentKind>
public typealias Role = Identifier<RoleKind>
public typealias OwnerID = Identifier<OwnerKind>
public typealias Environment = Identifier<EnvironmentKind>
public typealias RunID = Identifier<RunKind>
public typealias DecisionID = Identifier<DecisionKind>
public typealias APIID = Identifier<APIKind>
public typealias OperationID = Identifier<OperationKind>
public typealias Action = Identifier<ActionKind>
public typealias Target = Identifier<TargetKind>

/// Bytes as text that cannot steer a terminal or a log reader: printable ASCII as is, the rest as `\xNN`.
public func printable(_ bytes: some Sequence<UInt8>) -> String {
    let hex = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        if byte >= 0x20, byte < 0x7f {
            text.append(byte)
        } else {
            text += [0x5c, 0x78, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        }
    }
    return String(decoding: text, as: UTF8.self)
}
