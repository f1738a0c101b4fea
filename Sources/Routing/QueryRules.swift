internal import HTTPCore

/// Query strings with the severity of paths: what two readers could split differently is refused.
public enum QueryRules {
    /// Parameters of one query.
    static let parametersMax = 1000

    /// Looks for what no operation may let through; an admitted query is forwarded byte for byte.
    ///
    /// - Parameter query: without the `?`; bounded by the request line.
    /// - Returns: nil where the query may be forwarded.
    public static func fault(in query: ArraySlice<UInt8>) -> PathFault? {
        var parameters = 1
        var nameStart = query.startIndex
        var at = query.startIndex
        while at < query.endIndex {
            switch query[at] {
            case 0x26:
                parameters += 1
                if parameters > parametersMax { return PathFault("the query has more than 1000 parameters") }
                if isMethodOverride(query[nameStart..<at]) { return methodOverride }
                nameStart = at + 1
            case 0x3b: return PathFault("the query has a `;`")
            case 0x25:
                if let fault = escapeFault(in: query, at: at) { return fault }
                at += 2
            case 0...0x20, 0x7f, 0x23: return PathFault("the query has a control character, a space or a `#`")
            case 0x80...: return PathFault("the query has a character that must be percent-encoded")
            default: break
            }
            at += 1
        }
        return isMethodOverride(query[nameStart...]) ? methodOverride : nil
    }

    private static let methodOverride = PathFault("the query names `_method`")

    private static func escapeFault(in query: ArraySlice<UInt8>, at: Int) -> PathFault? {
        guard let byte = decoded(query, at) else { return PathFault("the query has a `%` without two hexadecimal digits") }
        if byte < 0x20 || byte == 0x7f { return PathFault("the query has an encoded control character") }
        // U+0080...U+009F in UTF-8.
        if byte == 0xc2, at + 3 < query.endIndex, query[at + 3] == 0x25, let next = decoded(query, at + 3), (0x80...0x9f).contains(next) {
            return PathFault("the query has an encoded control character")
        }
        return nil
    }

    private static func decoded(_ query: ArraySlice<UInt8>, _ at: Int) -> UInt8? {
        guard at + 2 < query.endIndex, let high = Octet.hexValue(query[at + 1]), let low = Octet.hexValue(query[at + 2]) else {
            return nil
        }
        return high << 4 | low
    }

    /// Whether the parameter's name is `_method` once decoded, in any case, or what PHP turns into it (`.method`, `[method`, leading spaces).
    private static func isMethodOverride(_ parameter: ArraySlice<UInt8>) -> Bool {
        var word = "_method".utf8.makeIterator()
        var wanted = word.next()
        var isFirst = true
        var at = parameter.startIndex
        while at < parameter.endIndex, parameter[at] != 0x3d {
            var byte = parameter[at]
            if byte == 0x25, let value = decoded(parameter, at) {
                byte = value
                at += 2
            }
            at += 1
            if isFirst, byte == 0x20 || byte == 0x2b { continue }
            if isFirst, byte == 0x2e || byte == 0x5b { byte = 0x5f }
            isFirst = false
            if (0x41...0x5a).contains(byte) { byte |= 0x20 }
            guard byte == wanted else { return false }
            wanted = word.next()
        }
        return wanted == nil && !isFirst
    }
}
