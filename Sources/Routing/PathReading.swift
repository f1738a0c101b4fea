internal import HTTPCore

/// What policy and lenient servers read out of a canonical path.
enum PathReading {
    /// Every `%XX` decoded, once.
    static func decoded(_ canonical: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(canonical.count)
        forEachOctet(canonical) { byte, _ in bytes.append(byte) }
        return bytes
    }

    /// Hexadecimal digits of `%XX` in upper case, so that two spellings of one octet compare equal.
    static func upperCased(_ canonical: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(canonical.count)
        forEachOctet(canonical) { byte, isEscape in if isEscape { PathByte.appendEscape(of: byte, to: &bytes) } else { bytes.append(byte) }
        }
        return bytes
    }

    /// The path a server sees that decodes before it looks for segments: %2F parts them, %3B begins a parameter.
    static func decodingReader(_ path: ParsedPath, from start: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        forEachOctet(path.tail(from: start)) { byte, isEscape in
            if !isEscape || byte == 0x2f || byte == 0x3b || OctetSet.plain.contains(byte) {
                bytes.append(byte)
            } else {
                PathByte.appendEscape(of: byte, to: &bytes)
            }
        }
        return bytes
    }

    /// The path a server sees that also drops `;` parameters and doubled slashes.
    static func droppingReader(_ path: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var isParameter = false
        for byte in path {
            if byte == 0x2f { isParameter = false }
            if byte == 0x3b { isParameter = true }
            if isParameter || (byte == 0x2f && bytes.last == 0x2f) { continue }
            bytes.append(byte)
        }
        return bytes
    }

    private static func forEachOctet(_ canonical: ArraySlice<UInt8>, _ body: (UInt8, _ isEscape: Bool) -> Void) {
        var at = canonical.startIndex
        while at < canonical.endIndex {
            if canonical[at] == 0x25, at + 2 < canonical.endIndex, let high = Octet.hexValue(canonical[at + 1]),
                let low = Octet.hexValue(canonical[at + 2])
            {
                body(high << 4 | low, true)
                at += 3
            } else {
                body(canonical[at], false)
                at += 1
            }
        }
    }
}
