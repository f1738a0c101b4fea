import HTTPCore

/// What must hold for any bytes given to the request parser; used by the fuzzer and by the replay of its corpus.
enum HeadProperty {
    /// Small, so that short inputs reach every edge.
    static var limits: HTTPLimits {
        var limits = HTTPLimits()
        limits.requestLineBytes = 128
        limits.headerSectionBytes = 512
        limits.headerFields = 12
        limits.connectionOptions = 4
        return limits
    }

    /// The first promise that `input` breaks, nil where it breaks none.
    static func broken(by input: [UInt8]) -> String? {
        let whole = read(input, step: max(input.count, 1))
        for step in [1, 2 + input.count % 29] where read(input, step: step) != whole { return "reading depends on the pieces (\(step))" }
        guard case .head(let printed, let consumed) = whole else { return nil }
        if consumed > input.count { return "more was used than there is" }
        guard case .head(let again, let length) = read(printed, step: printed.count) else { return "the printed head is refused" }
        if again != printed || length != printed.count { return "the printed head reads differently" }
        return nil
    }

    private enum Reading: Equatable {
        case more
        case fault(RequestFault)
        case broken(String)
        /// The head printed from its parse, and the octets it took.
        case head([UInt8], Int)
    }

    private static func read(_ input: [UInt8], step: Int) -> Reading {
        var parser = RequestParser(limits: limits, isSecure: false)
        var end = 0
        while end < input.count {
            end = min(input.count, end + step)
            do {
                guard let (head, consumed) = try parser.parse(input.span.extracting(0..<end)) else { continue }
                if let fault = broken(head) { return .broken(fault) }
                return .head(print(head), consumed)
            } catch { return .fault(error) }
        }
        return .more
    }

    private static func broken(_ head: RequestHead) -> String? {
        let names = head.fields.lines.map { Array(head.fields.name($0)) }
        if !names.allSatisfy({ isFieldName($0) && $0.allSatisfy { !(0x41...0x5a).contains($0) } }) { return "a name is not lower case" }
        if !head.fields.lines.allSatisfy({ isFieldValue(head.fields.value($0)) }) { return "a value holds a control" }
        for (line, name) in zip(head.fields.lines, names) where KnownField(name: name[...]) != line.known {
            return "a name is known as another"
        }
        if head.fields.lines(of: .host).count != 1 || head.hostBytes.isEmpty { return "Host is not one" }
        if head.fields.contains(.contentLength), head.fields.contains(.transferEncoding) { return "two framings" }
        if head.pathBytes.first != 0x2f, !(head.method == .options && head.pathBytes.elementsEqual([0x2a])) { return "a path without root" }
        let target = head.pathBytes + (head.queryBytes ?? [])
        if target.contains(where: { $0 <= 0x20 || $0 >= 0x7f }) { return "a control or blank in the target" }
        return nil
    }

    /// Request line in origin form and lines as parsed: what a reader behind us would be given.
    private static func print(_ head: RequestHead) -> [UInt8] {
        var wire = head.method.token + [0x20] + head.pathBytes
        if let query = head.queryBytes { wire += [0x3f] + query }
        wire += Array((head.version == .http11 ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n").utf8)
        for line in head.fields.lines { wire += head.fields.name(line) + [0x3a] + head.fields.value(line) + [0x0d, 0x0a] }
        return wire + [0x0d, 0x0a]
    }
}
