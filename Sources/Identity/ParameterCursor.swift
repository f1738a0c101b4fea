/// Walks the `name=value` pairs of a query or form without copying; offsets are those of the text walked.
struct ParameterCursor {
    private var position = 0

    struct Parameter {
        let name: Range<Int>
        /// Empty also where there is no `=`.
        let value: Range<Int>
        /// Name, `=` and value.
        let whole: Range<Int>
    }

    /// - Parameter text: the same at each call.
    mutating func next(in text: Span<UInt8>) -> Parameter? {
        guard position < text.count else { return nil }
        let start = position
        var equals: Int?
        while position < text.count, text[position] != 0x26 {
            if equals == nil, text[position] == 0x3d { equals = position }
            position += 1
        }
        let end = position
        position += 1
        let middle = equals ?? end
        return Parameter(name: start..<middle, value: min(middle + 1, end)..<end, whole: start..<end)
    }
}
