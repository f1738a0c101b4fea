internal import COpenSSL

/// Unpredictable bytes from OpenSSL's generator, fetched 4 KiB at a time so that an id costs a copy.
///
/// Not copyable: two copies would give the same bytes. What was given is erased from the buffer.
/// - Isolation: one owner; put it in the state that a lock guards.
public struct SecureRandom: ~Copyable, Sendable {
    private var buffer = [UInt8](repeating: 0, count: SecureRandom.batchBytes)
    private var position = SecureRandom.batchBytes

    static let batchBytes = 4096

    public init() {}

    public mutating func next() -> UInt64 {
        if position + 8 > buffer.count { refill() }
        var word: UInt64 = 0
        for index in position..<position + 8 {
            word = word << 8 | UInt64(buffer[index])
            buffer[index] = 0
        }
        position += 8
        return word
    }

    /// - Parameter count: zero or more; above the batch they are fetched directly.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        guard count <= SecureRandom.batchBytes else { return SecureRandom.fetch(count) }
        if position + count > buffer.count { refill() }
        let bytes = Array(buffer[position..<position + count])
        for index in position..<position + count { buffer[index] = 0 }
        position += count
        return bytes
    }

    private mutating func refill() {
        buffer = SecureRandom.fetch(SecureRandom.batchBytes)
        position = 0
    }

    private static func fetch(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        // SAFETY: the buffer holds `count` bytes.
        let code = unsafe bytes.withUnsafeMutableBufferPointer { unsafe RAND_bytes($0.baseAddress, CInt($0.count)) }
        // Going on with predictable ids and keys would be worse than stopping.
        precondition(code == 1, "the random generator failed")
        return bytes
    }
}
