/// Walks the octets of a request head once, in order, and stops at the first that cannot stand where it stands.
///
/// Resumable: each octet is looked at once however the head arrives, and a refusal never waits for octets that could not change it.
struct HeadScanner: Sendable {
    private(set) var line = RequestLine()
    private(set) var fields = FieldAdmission()
    /// Offset of the first octet not yet looked at; the length of the head once it is whole.
    private(set) var position = 0

    private var stage = Stage.start
    /// Where the token being read began.
    private var mark = 0
    private var lineStart = 0
    private var sectionStart = 0
    private var name = ByteRange(0, 0)

    private enum Stage: Sendable {
        /// One empty line before a request line is allowed (RFC 9112 §2.2); what else may come first is a method.
        case start, emptyLineFeed
        case method, target, version, requestLineFeed
        case fieldStart, fieldName, blanks, fieldValue, fieldLineFeed
        case endLineFeed, done
    }

    /// Goes on from where the last call stopped; `input` begins with the octets of that call.
    ///
    /// - Returns: whether the head is whole; `position` is then its length.
    mutating func scan(_ input: Span<UInt8>, _ limits: HTTPLimits, isSecure: Bool) throws(RequestFault) -> Bool {
        while position < input.count, stage != .done {
            switch stage {
            case .start:
                stage = input[position] == Octet.cr ? .emptyLineFeed : .method
                if stage == .emptyLineFeed { position += 1 }
            case .emptyLineFeed: try scanLineFeed(input, then: .method)
            case .method: try scanMethod(input, limits)
            case .target: try scanTarget(input, limits, isSecure)
            case .version: try scanVersion(input, limits)
            case .requestLineFeed: try scanLineFeed(input, then: .fieldStart)
            case .fieldStart: try startField(input, limits)
            case .fieldName: try scanFieldName(input, limits)
            case .blanks: try scanBlanks(input, limits)
            case .fieldValue: try scanFieldValue(input, limits)
            case .fieldLineFeed: try endField(input, limits)
            case .endLineFeed: try scanLineFeed(input, then: .done)
            case .done: return true
            }
        }
        return stage == .done
    }

    private mutating func scanLineFeed(_ input: Span<UInt8>, then next: Stage) throws(RequestFault) {
        guard input[position] == Octet.lf else { throw RequestFault(400, .lineEnding) }
        position += 1
        mark = position
        stage = next
        if next == .method { lineStart = position }
        if next == .fieldStart { sectionStart = position }
    }

    // BOUND: 32 octets; a method nobody has heard of is not worth more.
    private mutating func scanMethod(_ input: Span<UInt8>, _ limits: HTTPLimits) throws(RequestFault) {
        let end = min(input.count, mark + min(32, limits.requestLineBytes))
        while position < end, OctetSet.method.contains(input[position]) { position += 1 }
        guard position < input.count else { return }
        guard input[position] == Octet.space else { throw fault(at: input[position], .method) }
        try line.admitMethod(input, mark, position)
        begin(.target)
    }

    private mutating func scanTarget(_ input: Span<UInt8>, _ limits: HTTPLimits, _ isSecure: Bool) throws(RequestFault) {
        let bound = lineStart + limits.requestLineBytes
        let end = min(input.count, bound)
        var at = position
        while at < end, OctetSet.target.contains(input[at]) { at += 1 }
        position = at
        guard at < input.count else { return }
        guard at < bound else { throw RequestFault(414, .requestLineTooLong) }
        guard input[at] == Octet.space else { throw fault(at: input[at], .target) }
        try line.admitTarget(input, mark, at, isSecure: isSecure)
        begin(.version)
    }

    private mutating func scanVersion(_ input: Span<UInt8>, _ limits: HTTPLimits) throws(RequestFault) {
        let protocolName: StaticString = "HTTP/"
        while position < input.count {
            let octet = input[position]
            let index = position - mark
            if index == 8 {
                guard octet == Octet.cr else { throw fault(at: octet, .version) }
                try line.admitVersion(major: input[mark + 5], minor: input[mark + 7])
                return begin(.requestLineFeed)
            }
            guard position - lineStart < limits.requestLineBytes else { throw RequestFault(414, .requestLineTooLong) }
            let isGood = index < 5 ? protocolName.matches(octet, at: index) : index == 6 ? octet == Octet.dot : Octet.isDigit(octet)
            guard isGood else { throw fault(at: octet, .version) }
            position += 1
        }
    }

    private mutating func startField(_ input: Span<UInt8>, _ limits: HTTPLimits) throws(RequestFault) {
        if input[position] == Octet.cr { return begin(.endLineFeed) }
        guard fields.lines.count < limits.headerFields else { throw RequestFault(431, .tooManyFields) }
        mark = position
        stage = .fieldName
    }

    private mutating func scanFieldName(_ input: Span<UInt8>, _ limits: HTTPLimits) throws(RequestFault) {
        let bound = sectionStart + limits.headerSectionBytes
        let end = min(input.count, bound)
        var at = position
        while at < end, OctetSet.fieldName.contains(input[at]) { at += 1 }
        position = at
        guard at < input.count else { return }
        guard at < bound else { throw RequestFault(431, .headerTooLarge) }
        guard input[at] == Octet.colon, at > mark else { throw fault(at: input[at], .fieldName) }
        name = ByteRange(mark, at)
        begin(.blanks)
    }

    private mutating func scanBlanks(_ input: Span<UInt8>, _ limits: HTTPLimits) throws(RequestFault) {
        let bound = sectionStart + limits.headerSectionBytes
        let end = min(input.count, bound)
        while position < end, Octet.isBlank(input[position]) { position += 1 }
        guard position < input.count else { return }
        guard position < bound else { throw RequestFault(431, .headerTooLarge) }
        mark = position
        stage = .fieldValue
    }

    private mutating func scanFieldValue(_ input: Span<UInt8>, _ limits: HTTPLimits) throws(RequestFault) {
        let bound = sectionStart + limits.headerSectionBytes
        position = FieldValueScan.end(in: input, from: position, to: min(input.count, bound))
        guard position < input.count else { return }
        guard position < bound else { throw RequestFault(431, .headerTooLarge) }
        guard input[position] == Octet.cr else { throw fault(at: input[position], .fieldValue) }
        position += 1
        stage = .fieldLineFeed
    }

    private mutating func endField(_ input: Span<UInt8>, _ limits: HTTPLimits) throws(RequestFault) {
        guard input[position] == Octet.lf else { throw RequestFault(400, .lineEnding) }
        guard position - sectionStart < limits.headerSectionBytes else { throw RequestFault(431, .headerTooLarge) }
        var end = position - 1
        while end > mark, Octet.isBlank(input[end - 1]) { end -= 1 }
        try fields.admit(name, ByteRange(mark, end), input, line.version, limits)
        begin(.fieldStart)
    }

    private mutating func begin(_ next: Stage) {
        position += 1
        mark = position
        stage = next
    }

    /// A line that ends where it must not, or ends in a bare CR or LF, is said to be that rather than a wrong octet.
    private func fault(at octet: UInt8, _ reason: RequestFault.Reason) -> RequestFault {
        let isLineEnd = octet == Octet.cr || octet == Octet.lf
        guard isLineEnd else { return RequestFault(400, reason) }
        return RequestFault(400, octet == Octet.lf ? .lineEnding : stage == .fieldName ? .fieldName : .requestLine)
    }
}
