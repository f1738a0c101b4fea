/// What one agents' listener says of itself: the names it answers to, and what holds on it.
public struct AgentsListener: Sendable {
    /// Lower case, without port; a literal IPv6 address in brackets.
    public let names: [[UInt8]]
    /// Whether `scheme://` of this listener is https.
    public let isSecure: Bool
    /// Begins and ends with `/`; paths below it are the gateway's own.
    public let reservedPrefix: [UInt8]
    /// Published demo keys are accepted here although the listener is not on loopback.
    public let allowsDemoKeys: Bool

    public init(
        names: [[UInt8]], isSecure: Bool, reservedPrefix: [UInt8] = Array("/-/".utf8), allowsDemoKeys: Bool = false
    ) {
        self.names = names
        self.isSecure = isSecure
        self.reservedPrefix = reservedPrefix
        self.allowsDemoKeys = allowsDemoKeys
    }

    func isNamed(_ host: ArraySlice<UInt8>) -> Bool { names.contains { $0.elementsEqual(host) } }
}
