internal import HTTPCore

/// Collects the head of an answer from the lines libcurl reports, and refuses what two readers could read differently.
struct AnswerHead {
    /// What a line meant for the transfer.
    enum Step: Equatable {
        case more
        /// The first line of a head, an interim one too.
        case begun
        /// An interim head ended; the answer's own is awaited again.
        case interim
        case complete
        /// Why it is no answer; our own words, never the upstream's.
        case invalid(String)
    }

    private(set) var status = 0
    private(set) var fields = FieldSection()
    private(set) var contentLength: UInt64?
    private(set) var isChunked = false
    private(set) var isHTTP2 = false
    private(set) var isComplete = false
    private var isInHead = false
    private var bytesSeen = 0
    private var linesSeen = 0
    private var interimHeads = 0

    /// Takes the head out for its reader; what says how the body ends stays.
    mutating func takeFields() -> FieldSection {
        defer { fields = FieldSection() }
        return fields
    }

    /// Ready for the next answer.
    mutating func reset() { self = AnswerHead() }

    /// Takes one line, its line end included.
    mutating func accept(_ line: UnsafeRawBufferPointer, limits: HeadLimits) -> Step {
        bytesSeen += line.count
        linesSeen += 1
        guard bytesSeen <= limits.bytes else { return .invalid("the head of the answer is too long") }
        guard linesSeen <= limits.lines else { return .invalid("the head of the answer has too many lines") }
        // What follows the head is a trailer: bounded above, then dropped.
        guard !isComplete else { return .more }
        var end = line.count
        if end > 0, unsafe line[end - 1] == 0x0a { end -= 1 }
        if end > 0, unsafe line[end - 1] == 0x0d { end -= 1 }
        if !isInHead { return unsafe statusLine(line, end: end) }
        return end == 0 ? endOfHead(limits: limits) : unsafe fieldLine(line, end: end)
    }

    // MARK: private parts

    private mutating func statusLine(_ line: UnsafeRawBufferPointer, end: Int) -> Step {
        // `HTTP/1.1 200 OK` or, as libcurl spells HTTP/2, `HTTP/2 200 `.
        let start: Int
        if unsafe end >= 12 && line[5] == 0x31 && line[6] == 0x2e && (line[7] == 0x30 || line[7] == 0x31) && line[8] == 0x20 {
            start = 9
        } else if unsafe end >= 10 && line[5] == 0x32 && line[6] == 0x20 {
            start = 7
            isHTTP2 = true
        } else {
            return .invalid("the status line is not of HTTP/1 or HTTP/2")
        }
        var value = 0
        for at in start..<(start + 3) {
            let byte = unsafe line[at]
            guard byte >= 0x30, byte <= 0x39 else { return .invalid("the status is not a number") }
            value = value * 10 + Int(byte - 0x30)
        }
        guard unsafe end == start + 3 || line[start + 3] == 0x20 else { return .invalid("the status is not a number") }
        guard value >= 100, value < 600, value != 101 else {
            return .invalid(value == 101 ? "the upstream switched protocols unasked" : "the status is outside 100 to 599")
        }
        status = value
        isInHead = true
        fields.reserve(bytes: 512, lines: 16)
        return .begun
    }

    private mutating func endOfHead(limits: HeadLimits) -> Step {
        isInHead = false
        if status < 200 {
            interimHeads += 1
            fields = FieldSection()
            contentLength = nil
            isChunked = false
            return interimHeads > limits.interimHeads ? .invalid("the upstream sends interim answers without end") : .interim
        }
        if isChunked, contentLength != nil { return .invalid("the answer is framed in two ways") }
        isComplete = true
        return .complete
    }

    private mutating func fieldLine(_ line: UnsafeRawBufferPointer, end: Int) -> Step {
        var colon = 0
        while colon < end, unsafe line[colon] != 0x3a { colon += 1 }
        guard colon > 0, colon < end else { return .invalid("the answer has a line that is no field") }
        var start = colon + 1
        while start < end, unsafe line[start] == 0x20 || line[start] == 0x09 { start += 1 }
        var stop = end
        while stop > start, unsafe line[stop - 1] == 0x20 || line[stop - 1] == 0x09 { stop -= 1 }
        let value = unsafe UnsafeRawBufferPointer(rebasing: line[start..<stop])
        guard unsafe isFieldValue(value) else { return .invalid("the answer has a field value with control characters") }
        guard unsafe fields.append(receivedName: UnsafeRawBufferPointer(rebasing: line[..<colon]), value: value) else {
            return .invalid("the answer has a field name that is none")
        }
        return unsafe framing(fields.lines[fields.lines.count - 1].known, value)
    }

    /// Reads the two fields that say where the body ends; libcurl is laxer with both.
    private mutating func framing(_ known: KnownField?, _ value: UnsafeRawBufferPointer) -> Step {
        switch known {
        case .contentLength:
            guard let length = unsafe FieldOctets.number(value), contentLength == nil || contentLength == length else {
                return .invalid("the answer has no single content length")
            }
            contentLength = length
        case .transferEncoding:
            guard !isChunked, unsafe FieldOctets.isChunked(value) else { return .invalid("the answer has an unknown transfer encoding") }
            isChunked = true
        default: break
        }
        return .more
    }
}
