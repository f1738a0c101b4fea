internal import CZlib
public import Enforcement

/// The `Inflate` port on zlib: one gzip member or one zlib stream, whole, with an exact end and a bound on what comes out.
public struct ZlibInflate: Inflate {
    public init() {}

    public func decode(_ bytes: [UInt8], coding: [UInt8], limit: Int) -> [UInt8]? {
        guard let windowBits = ZlibInflate.windowBits(coding), !bytes.isEmpty else { return nil }
        var stream = unsafe z_stream()
        guard unsafe czlib_inflate_init(&stream, windowBits) == Z_OK else { return nil }
        defer { unsafe inflateEnd(&stream) }
        var input = bytes
        return unsafe input.withUnsafeMutableBufferPointer { buffer in
            unsafe stream.next_in = buffer.baseAddress
            unsafe stream.avail_in = UInt32(truncatingIfNeeded: buffer.count)
            return unsafe ZlibInflate.run(&stream, limit: limit)
        }
    }

    /// 15 is the largest window; 16 more asks for the gzip wrapper (zlib.h, inflateInit2). Other codings cannot be read here.
    private static func windowBits(_ coding: [UInt8]) -> CInt? {
        if coding == Array("gzip".utf8) || coding == Array("x-gzip".utf8) { return 15 + 16 }
        return coding == Array("deflate".utf8) ? 15 : nil
    }

    private static func run(_ stream: inout z_stream, limit: Int) -> [UInt8]? {
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let (code, count) = unsafe chunk.withUnsafeMutableBufferPointer { buffer in
                unsafe stream.next_out = buffer.baseAddress
                unsafe stream.avail_out = UInt32(truncatingIfNeeded: buffer.count)
                let code = unsafe inflate(&stream, Z_NO_FLUSH)
                return (code, unsafe buffer.count - Int(stream.avail_out))
            }
            guard output.count + count <= limit else { return nil }
            output += chunk[..<count]
            // What follows the end would be a second member, which another reader might decode and we would not have seen.
            let unread = unsafe stream.avail_in
            if code == Z_STREAM_END { return unread == 0 ? output : nil }
            // Without progress the data is broken or cut short.
            guard code == Z_OK, count > 0 || unread > 0 else { return nil }
        }
    }
}
