extension ParsedPath {
    /// Whether the path lies under these plain segments; never true of no segments.
    func starts(with prefix: [[UInt8]]) -> Bool {
        guard !prefix.isEmpty, segments.count >= prefix.count else { return false }
        return prefix.indices.allSatisfy { position in
            segments[position].range.count == prefix[position].count && bytes[segments[position].range].elementsEqual(prefix[position])
        }
    }

    /// The octets from the `/` before segment `start` on: what lies below a mount of `start` segments.
    func tail(from start: Int) -> ArraySlice<UInt8> {
        if start < segments.count { return bytes[(Int(segments[start].start) - 1)...] }
        return segments.last.map { bytes[Int($0.end)...] } ?? bytes[...]
    }

    /// Why no strict template takes the segments from `start` on; nil where one could.
    func doubt(from start: Int) -> PathDefect? {
        if isPlain { return nil }
        for segment in segments[start...] {
            switch segment.kind {
            case .plain, .escaped: continue
            case .opaque: return .encodedSeparator
            case .loose(let defect), .refused(let defect): return defect
            }
        }
        return nil
    }

    /// What `template`, which matched, captures from the segments from `start` on.
    func captures(of template: PathTemplate, from start: Int) -> [(name: [UInt8], value: [UInt8])] {
        var captures: [(name: [UInt8], value: [UInt8])] = []
        for (offset, part) in template.segments.enumerated() {
            switch part {
            case .literal: continue
            case .capture(let name, let prefix, let suffix):
                let range = segments[start + offset].range
                captures.append((name, value(range.lowerBound + prefix.count..<range.upperBound - suffix.count)))
            case .opaque(let name): captures.append((name, value(segments[start + offset].range)))
            case .rest(let name): captures.append((name, value(restRange(from: start + offset))))
            }
        }
        return captures
    }

    private func restRange(from position: Int) -> Range<Int> {
        position < segments.count ? Int(segments[position].start)..<bytes.count : bytes.count..<bytes.count
    }

    private func value(_ range: Range<Int>) -> [UInt8] { isPlain ? Array(bytes[range]) : PathReading.decoded(bytes[range]) }
}
