/// Everything of the chunked coding that is not data (RFC 9112 §7.1): sizes, extensions, line ends, trailers.
///
/// Resumable at every octet. Extensions are checked and ignored, trailers are checked and dropped: neither may reach a decision.
struct ChunkFraming: Sendable {
    enum Found: Equatable, Sendable {
        case nothing
        /// Data of this many octets, never 0, begins here.
        case chunk(UInt64)
        case end
    }

    private(set) var found = Found.nothing

    private enum Stage: Sendable {
        case size, sizeLineFeed
        case extensionName, extensionValueStart, extensionToken, quoted, quotedPair, afterQuoted
        case dataReturn, dataLineFeed
        case trailerStart, trailerName, trailerValue, trailerLineFeed, endLineFeed
    }

    private let limits: HTTPLimits
    private var stage = Stage.size
    private var size: UInt64 = 0
    /// Octets of the token being read: a size's digits, a name's letters.
    private var tokenOctets = 0
    /// Octets of all chunks so far, the current one included.
    private var bodyOctets: UInt64 = 0
    private var extensionOctets = 0
    private var trailerOctets = 0
    private var trailerFields = 0

    init(limits: HTTPLimits) { self.limits = limits }

    /// Reads from `start` until data begins, the body ends, or `input` does.
    ///
    /// - Returns: the offset of the first octet not used; `found` says what begins there.
    mutating func scan(_ input: Span<UInt8>, from start: Int) throws(RequestFault) -> Int {
        found = .nothing
        var at = start
        while at < input.count, found == .nothing {
            let octet = input[at]
            at += 1
            switch stage {
            case .size: try admitSize(octet)
            case .extensionName, .extensionValueStart, .extensionToken, .quoted, .quotedPair, .afterQuoted: try admitExtension(octet)
            case .sizeLineFeed: try endSizeLine(octet)
            case .dataReturn:
                guard octet == Octet.cr else { throw RequestFault(400, .chunk) }
                stage = .dataLineFeed
            case .dataLineFeed:
                try expectLineFeed(octet)
                stage = .size
            case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed: try admitTrailer(octet)
            case .endLineFeed:
                try expectLineFeed(octet)
                found = .end
            }
        }
        return at
    }

    private func expectLineFeed(_ octet: UInt8) throws(RequestFault) {
        guard octet == Octet.lf else { throw RequestFault(400, .lineEnding) }
    }

    // BOUND: 16 digits, leading zeros counted, so the value always fits; the sum of all chunks is at most `bodyBytes`.
    private mutating func admitSize(_ octet: UInt8) throws(RequestFault) {
        if let digit = Octet.hexValue(octet) {
            tokenOctets += 1
            guard tokenOctets <= 16 else { throw RequestFault(400, .chunk) }
            size = size << 4 | UInt64(digit)
            guard size <= limits.bodyBytes - bodyOctets else { throw RequestFault(413, .bodyTooLarge) }
            return
        }
        guard tokenOctets > 0 else { throw RequestFault(400, .chunk) }
        tokenOctets = 0
        switch octet {
        case Octet.cr: stage = .sizeLineFeed
        case Octet.semicolon:
            try countExtension()
            stage = .extensionName
        default: throw RequestFault(400, .chunk)
        }
    }

    private mutating func endSizeLine(_ octet: UInt8) throws(RequestFault) {
        try expectLineFeed(octet)
        if size == 0 {
            stage = .trailerStart
        } else {
            bodyOctets += size
            found = .chunk(size)
            size = 0
            stage = .dataReturn
        }
    }

    private mutating func countExtension() throws(RequestFault) {
        extensionOctets += 1
        guard extensionOctets <= limits.chunkExtensionBytes else { throw RequestFault(431, .chunkExtension) }
    }

    /// `;name`, `;name=token` or `;name="quoted"`, without the blanks that RFC 9112 §7.1.1 calls bad.
    private mutating func admitExtension(_ octet: UInt8) throws(RequestFault) {
        if octet != Octet.cr { try countExtension() }
        switch stage {
        case .quoted:
            guard Octet.isFieldValue(octet) else { throw RequestFault(400, .chunk) }
            if octet == Octet.quote { stage = .afterQuoted }
            if octet == Octet.backslash { stage = .quotedPair }
        case .quotedPair:
            guard Octet.isFieldValue(octet) else { throw RequestFault(400, .chunk) }
            stage = .quoted
        case .extensionValueStart where octet == Octet.quote: stage = .quoted
        case .extensionName, .extensionValueStart, .extensionToken:
            if OctetSet.token.contains(octet) {
                tokenOctets = 1
                if stage == .extensionValueStart { stage = .extensionToken }
            } else {
                guard tokenOctets > 0 else { throw RequestFault(400, .chunk) }
                tokenOctets = 0
                if octet == Octet.equals, stage == .extensionName {
                    stage = .extensionValueStart
                } else {
                    try endExtension(octet)
                }
            }
        default: try endExtension(octet)
        }
    }

    private mutating func endExtension(_ octet: UInt8) throws(RequestFault) {
        switch octet {
        case Octet.cr: stage = .sizeLineFeed
        case Octet.semicolon: stage = .extensionName
        default: throw RequestFault(400, .chunk)
        }
    }

    private mutating func admitTrailer(_ octet: UInt8) throws(RequestFault) {
        if stage == .trailerStart, octet == Octet.cr {
            stage = .endLineFeed
            return
        }
        trailerOctets += 1
        guard trailerOctets <= limits.headerSectionBytes else { throw RequestFault(431, .headerTooLarge) }
        switch stage {
        case .trailerStart:
            trailerFields += 1
            guard trailerFields <= limits.headerFields else { throw RequestFault(431, .tooManyFields) }
            guard OctetSet.fieldName.contains(octet) else { throw RequestFault(400, .trailer) }
            stage = .trailerName
        case .trailerName:
            if octet == Octet.colon {
                stage = .trailerValue
            } else if !OctetSet.fieldName.contains(octet) {
                throw RequestFault(400, .trailer)
            }
        case .trailerValue:
            if octet == Octet.cr {
                stage = .trailerLineFeed
            } else if !Octet.isFieldValue(octet) {
                throw RequestFault(400, .trailer)
            }
        default:
            try expectLineFeed(octet)
            stage = .trailerStart
        }
    }
}
