extension FieldSection {
    /// Makes room for that many more bytes and lines in one step.
    public mutating func reserve(bytes byteCount: Int, lines lineCount: Int) {
        bytes.reserveCapacity(bytes.count + byteCount)
        lines.reserveCapacity(lines.count + lineCount)
    }
}
