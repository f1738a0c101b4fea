/// The value of Host and the authority of a target: `name`, `IPv4` or `[IPv6]`, each with or without `:port`.
///
/// Narrower than RFC 3986 §3.2.2: no userinfo, no percent-encoding, no sub-delimiters, no zone, no empty port.
enum HostName {
    /// Where the host without its port ends in `input[start..<end]`, or nil where the value is not of this form.
    static func end(of input: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        guard start < end else { return nil }
        guard input[start] == Octet.leftBracket else {
            let nameEnd = nameEnd(input, start, end)
            return isName(input, start, nameEnd) && isPort(input, nameEnd, end) ? nameEnd : nil
        }
        var at = start + 1
        while at < end, input[at] != Octet.rightBracket { at += 1 }
        guard at < end, isIPv6(input, start + 1, at), isPort(input, at + 1, end) else { return nil }
        return at + 1
    }

    private static func nameEnd(_ input: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var at = start
        while at < end, OctetSet.hostName.contains(input[at]) { at += 1 }
        return at
    }

    /// Labels of 1...63 octets, 255 octets in all, at most one dot at the end (RFC 1035 §2.3.4).
    private static func isName(_ input: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end > start, end - start <= 255 else { return false }
        var labelStart = start
        for at in start..<end where input[at] == Octet.dot {
            guard (1...63).contains(at - labelStart) else { return false }
            labelStart = at + 1
        }
        return end - labelStart <= 63
    }

    /// Nothing, or a colon and 1...5 digits of at most 65535.
    private static func isPort(_ input: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        if start == end { return true }
        guard input[start] == Octet.colon, (2...6).contains(end - start) else { return false }
        return number(input, start + 1, end).map { $0 <= 65535 } ?? false
    }

    /// One or more digits, fewer than ten.
    private static func number(_ input: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        guard start < end, end - start < 10 else { return nil }
        var value = 0
        for at in start..<end {
            guard Octet.isDigit(input[at]) else { return nil }
            value = value * 10 + Int(input[at] - Octet.zero)
        }
        return value
    }

    /// RFC 3986 §3.2.2 IPv6address.
    private static func isIPv6(_ input: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end - start >= 2 else { return false }
        var groups = 0
        var at = start
        var hasGap = false
        if input[at] == Octet.colon {
            guard input[at + 1] == Octet.colon else { return false }
            hasGap = true
            at += 2
        }
        while at < end {
            let groupStart = at
            while at < end, OctetSet.hexDigit.contains(input[at]) { at += 1 }
            if at < end, input[at] == Octet.dot {
                guard isIPv4(input, groupStart, end) else { return false }
                groups += 2
                break
            }
            guard (1...4).contains(at - groupStart) else { return false }
            groups += 1
            if at == end { break }
            guard input[at] == Octet.colon, at + 1 < end else { return false }
            at += 1
            if input[at] == Octet.colon {
                guard !hasGap else { return false }
                hasGap = true
                at += 1
            }
        }
        return hasGap ? groups <= 7 : groups == 8
    }

    private static func isIPv4(_ input: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        var parts = 0
        var partStart = start
        for at in start...end where at == end || input[at] == Octet.dot {
            guard (1...3).contains(at - partStart), let value = number(input, partStart, at), value <= 255 else { return false }
            parts += 1
            partStart = at + 1
        }
        return parts == 4
    }
}
