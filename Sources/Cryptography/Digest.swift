/// 32 bytes that SHA-256 or HMAC-SHA-256 gave, as a plain value without storage of its own.
///
/// `==` takes the same time wherever the first difference lies.
public struct Digest: Hashable, Sendable {
    private let a: UInt64
    private let b: UInt64
    private let c: UInt64
    private let d: UInt64

    static let zero = Digest(0, 0, 0, 0)

    private init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
        self.a = a
        self.b = b
        self.c = c
        self.d = d
    }

    /// - Parameter bytes: exactly 32 bytes, else nil.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        func word(_ at: Int) -> UInt64 {
            var word: UInt64 = 0
            for index in (at..<at + 8).reversed() { word = word << 8 | UInt64(bytes[index]) }
            return UInt64(littleEndian: word)
        }
        self.init(word(0), word(8), word(16), word(24))
    }

    public var bytes: [UInt8] { unsafe withUnsafeBytes(of: self) { unsafe Array($0) } }

    /// 64 lower-case hexadecimal digits.
    public var hex: [UInt8] { Hex.encode(bytes) }

    public static func == (left: Digest, right: Digest) -> Bool {
        (left.a ^ right.a) | (left.b ^ right.b) | (left.c ^ right.c) | (left.d ^ right.d) == 0
    }

    /// A digest is evenly spread already: eight of its bytes are enough to hash it by.
    public func hash(into hasher: inout Hasher) { hasher.combine(a) }
}
