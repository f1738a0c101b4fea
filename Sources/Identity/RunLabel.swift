internal import HTTPCore

/// The label that an agent gives to a part of its work: the request field Boomgate-Run-Label.
enum RunLabel: Equatable, Sendable {
    case none
    /// 1..64 of `[A-Za-z0-9._-]`.
    case label([UInt8])
    /// Sent twice, empty, too long or with other characters.
    case invalid

    static let limitBytes = 64

    init(in fields: FieldSection) {
        var found = RunLabel.none
        for line in fields.lines where line.known == .boomgateRunLabel {
            let value = fields.value(line)
            guard found == .none, RunLabel.isLabel(value) else {
                self = .invalid
                return
            }
            found = .label(Array(value))
        }
        self = found
    }

    private static func isLabel(_ value: ArraySlice<UInt8>) -> Bool {
        guard (1...limitBytes).contains(value.count) else { return false }
        return value.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
            default: false
            }
        }
    }
}
