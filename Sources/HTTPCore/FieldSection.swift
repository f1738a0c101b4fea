/// The field lines of one message: one run of bytes, and where each name and value lies in it.
///
/// Names are lower case. Order is kept; a name may stand several times.
public struct FieldSection: Sendable {
    public internal(set) var bytes: [UInt8]
    public internal(set) var lines: [Line]

    public struct Line: Sendable {
        public let name: ByteRange
        public let value: ByteRange
        /// Set where the name is one this product knows; comparing it is comparing the name.
        public let known: KnownField?
    }

    public init() {
        bytes = []
        lines = []
    }

    init(bytes: [UInt8], lines: [Line]) {
        self.bytes = bytes
        self.lines = lines
    }

    public func name(_ line: Line) -> ArraySlice<UInt8> { bytes[line.name.indices] }
    public func value(_ line: Line) -> ArraySlice<UInt8> { bytes[line.value.indices] }

    /// The first line of that name.
    public func first(_ field: KnownField) -> ArraySlice<UInt8>? {
        for line in lines where line.known == field { return value(line) }
        return nil
    }

    /// All lines of that name, in order.
    public func lines(of field: KnownField) -> [Line] { lines.filter { $0.known == field } }

    public func contains(_ field: KnownField) -> Bool { lines.contains { $0.known == field } }

    /// Appends one line. The caller vouches for the octets: see `isFieldName` and `isFieldValue`.
    public mutating func append(_ field: KnownField, _ value: some Collection<UInt8>) {
        let start = bytes.count
        bytes.append(field.text)
        appendValue(value, nameStart: start, known: field)
    }

    /// Appends one line with a lower-case name that need not be known.
    public mutating func append(name: some Collection<UInt8>, _ value: some Collection<UInt8>) {
        let start = bytes.count
        bytes.append(contentsOf: name)
        appendValue(value, nameStart: start, known: KnownField(name: bytes[start...]))
    }

    /// Appends one line from octets as they came, the name lower-cased on the way.
    ///
    /// - Returns: false, and nothing is appended, where the name has an octet that is no RFC 9110 token character.
    public mutating func append(receivedName name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) -> Bool {
        let start = bytes.count
        let middle = start + name.count
        unsafe bytes.append(contentsOf: name)
        var isName = true
        // SAFETY: the loop stays within what was just appended.
        unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            for at in start..<middle {
                let octet = unsafe buffer[at]
                if !OctetSet.token.contains(octet) { isName = false }
                unsafe buffer[at] = Octet.lowered(octet)
            }
        }
        guard isName else {
            bytes.removeLast(bytes.count - start)
            return false
        }
        unsafe bytes.append(contentsOf: value)
        lines.append(
            Line(name: ByteRange(start, middle), value: ByteRange(middle, bytes.count), known: KnownField(name: bytes[start..<middle])))
        return true
    }

    /// Appends `line` of `other` as it stands.
    public mutating func append(_ line: Line, of other: FieldSection) {
        // One copy: a value stands behind its name wherever a section was made.
        let start = bytes.count
        let first = Int(line.name.start)
        bytes.append(contentsOf: other.bytes[first..<Int(line.value.end)])
        let shift = start - first
        lines.append(
            Line(
                name: ByteRange(start, Int(line.name.end) + shift),
                value: ByteRange(Int(line.value.start) + shift, Int(line.value.end) + shift), known: line.known))
    }

    /// Appends one line whose value comes in two parts.
    public mutating func append(_ field: KnownField, _ value: [UInt8], _ rest: [UInt8]) {
        let start = bytes.count
        bytes.append(field.text)
        let middle = bytes.count
        bytes += value
        bytes += rest
        lines.append(Line(name: ByteRange(start, middle), value: ByteRange(middle, bytes.count), known: field))
    }

    private mutating func appendValue(_ value: some Collection<UInt8>, nameStart: Int, known: KnownField?) {
        let middle = bytes.count
        bytes.append(contentsOf: value)
        lines.append(Line(name: ByteRange(nameStart, middle), value: ByteRange(middle, bytes.count), known: known))
    }
}
