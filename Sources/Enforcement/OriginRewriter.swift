/// Replaces the upstream's origin by the mount inside a JSON body that streams through, also where it is cut between two pieces.
///
/// In valid JSON an origin can only stand inside a string, so strings need not be tracked; what follows it must end the authority.
struct OriginRewriter {
    private let needles: [(needle: [UInt8], replacement: [UInt8])]
    private let longest: Int
    private var held: [UInt8] = []

    /// - Parameter from: `scheme://authority` and base path of the upstream; `to`: what the agent shall see instead.
    init(from: [UInt8], to: [UInt8]) {
        let escaped = { (bytes: [UInt8]) in bytes.flatMap { $0 == 0x2f ? [0x5c, 0x2f] : [$0] } }
        needles = [(from, to), (escaped(from), escaped(to))]
        // One byte more than the needle decides whether it ends there.
        longest = needles.map(\.needle.count).max().map { $0 + 1 } ?? 1
    }

    /// Bytes that can go out now; up to `longest - 1` are held back until the next piece or the end.
    mutating func push(_ piece: [UInt8], isLast: Bool) -> [UInt8] {
        let input = held + piece
        var output: [UInt8] = []
        output.reserveCapacity(input.count + 64)
        var at = 0
        let end = isLast ? input.count : max(0, input.count - (longest - 1))
        while at < end {
            if let (needle, replacement) = match(input, at, isLast: isLast) {
                output += replacement
                at += needle.count
            } else {
                output.append(input[at])
                at += 1
            }
        }
        held = Array(input[min(at, input.count)...])
        return output
    }

    private func match(_ input: [UInt8], _ at: Int, isLast: Bool) -> (needle: [UInt8], replacement: [UInt8])? {
        guard input[at] == 0x68 else { return nil }  // every origin begins with `h`
        for candidate in needles where input.count - at >= candidate.needle.count {
            guard input[at..<(at + candidate.needle.count)].elementsEqual(candidate.needle) else { continue }
            let after = at + candidate.needle.count
            guard after < input.count else { return isLast ? candidate : nil }
            // `/ " \ ? # {` end an authority or a path segment; a letter or a dot would make it another host.
            if [0x2f, 0x22, 0x5c, 0x3f, 0x23, 0x7b].contains(input[after]) { return candidate }
        }
        return nil
    }
}
