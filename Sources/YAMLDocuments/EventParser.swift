import CYAML

/// Owns a libyaml parser with its input and turns its events into values.
@safe struct EventParser: ~Copyable {
    /// From 0, as libyaml counts: lines and characters.
    struct Place: Equatable {
        let line: Int
        let character: Int
    }

    struct Event {
        let kind: Kind
        let place: Place
        /// What stands here that the subset refuses, in words: an anchor, a tag, a directive.
        let refused: String?
    }

    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd, alias
        case scalar(text: [UInt8], isQuoted: Bool)
        case listStart, mappingStart
        /// Of a list or of a mapping: libyaml has paired them already.
        case collectionEnd
    }

    struct Failure: Error {
        let place: Place
        let message: String
    }

    // SAFETY: libyaml keeps pointers to the parser inside the parser, and to the input, so both live at one heap address until `deinit`.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let isReady: Bool

    /// - Parameter bytes: valid UTF-8.
    init(_ bytes: [UInt8]) {
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        unsafe input = .allocate(capacity: max(1, bytes.count))
        _ = unsafe input.initialize(from: bytes)
        isReady = unsafe yaml_parser_initialize(parser) == 1
        guard isReady else { return }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        if isReady { unsafe yaml_parser_delete(parser) }
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; not to be called after `streamEnd` or a failure.
    func next() -> Result<Event, Failure> {
        guard isReady else { return .failure(Failure(place: Place(line: 0, character: 0), message: "no memory to read the file")) }
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { return .failure(failure()) }
        defer { unsafe yaml_event_delete(&event) }
        return .success(unsafe EventParser.event(event))
    }

    private func failure() -> Failure {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "unreadable text"
        let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) }
        // What was never closed is mended where it begins, not at the end of the file.
        let mark = unsafe PlainWords.pointsAtStart(problem) ? parser.pointee.context_mark : parser.pointee.problem_mark
        return Failure(place: Place(line: mark.line, character: mark.column), message: PlainWords.of(problem, context: context))
    }

    private static func event(_ event: yaml_event_t) -> Event {
        let mark = unsafe event.start_mark
        let place = Place(line: mark.line, character: mark.column)
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, place: place, refused: nil)
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return Event(kind: .streamEnd, place: place, refused: nil)
        case YAML_DOCUMENT_START_EVENT:
            let start = unsafe event.data.document_start
            let hasDirective = unsafe start.version_directive != nil || start.tag_directives.start != start.tag_directives.end
            return Event(kind: .documentStart, place: place, refused: hasDirective ? "a directive" : nil)
        case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, place: place, refused: nil)
        case YAML_ALIAS_EVENT: return Event(kind: .alias, place: place, refused: "an alias")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let text = unsafe Array(UnsafeBufferPointer(start: scalar.value, count: scalar.length))
            let isQuoted = unsafe scalar.style != YAML_PLAIN_SCALAR_STYLE
            return unsafe Event(kind: .scalar(text: text, isQuoted: isQuoted), place: place, refused: refused(scalar.anchor, scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            return unsafe Event(kind: .listStart, place: place, refused: refused(start.anchor, start.tag))
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            return unsafe Event(kind: .mappingStart, place: place, refused: refused(start.anchor, start.tag))
        default: return Event(kind: .collectionEnd, place: place, refused: nil)
        }
    }

    private static func refused(_ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        if unsafe anchor != nil { return "an anchor" }
        return unsafe tag != nil ? "a tag" : nil
    }
}
