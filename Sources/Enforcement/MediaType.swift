internal import HTTPCore

/// What a Content-Type says, asked in any case (RFC 9110 §8.3.1); every question of the pipeline about one is asked here.
struct MediaType {
    private let value: ArraySlice<UInt8>

    /// nil where there is no Content-Type.
    init?(_ fields: FieldSection) {
        guard let value = fields.first(.contentType) else { return nil }
        self.value = value
    }

    /// A form whose parameters stand in the body like those of a query.
    var isForm: Bool { begins("application/x-www-form-urlencoded") }
    /// gRPC with any of its encodings.
    var isGRPC: Bool { begins("application/grpc") }
    var isEventStream: Bool { begins("text/event-stream") }

    /// JSON, or a type built on it.
    var isJSON: Bool {
        let type = CommaList.trimmed(value.prefix { $0 != 0x3b })
        return isSame(type, "application/json") || isSame(type.suffix(5), "+json")
    }

    private func begins(_ text: StaticString) -> Bool { isSame(value.prefix(text.utf8CodeUnitCount), text) }

    private func isSame(_ octets: ArraySlice<UInt8>, _ text: StaticString) -> Bool {
        guard octets.count == text.utf8CodeUnitCount else { return false }
        return unsafe zip(octets, UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
            .allSatisfy { Octet.lowered($0) == $1 }
    }
}
