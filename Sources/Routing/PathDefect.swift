/// What makes two readers see two paths; the closed set behind `PathFault`.
enum PathDefect: UInt8, Sendable {
    case notAbsolute
    case emptySegment
    case dotSegment
    case backslash
    case control
    case parameter
    case encodedSeparator
    case encodedTwice
    case malformedEscape
    case rawByte
    case notUTF8
    case hiddenCharacter

    var fault: PathFault {
        switch self {
        case .notAbsolute: PathFault("the path does not begin with `/`")
        case .emptySegment: PathFault("the path has an empty segment")
        case .dotSegment: PathFault("the path has a `.` or `..` segment")
        case .backslash: PathFault("the path has a backslash")
        case .control: PathFault("the path has a control character")
        case .parameter: PathFault("the path has a `;`")
        case .encodedSeparator: PathFault("the path has an encoded `/`, `%` or `;` that its operation does not take")
        case .encodedTwice: PathFault("the path is percent-encoded twice")
        case .malformedEscape: PathFault("the path has a `%` without two hexadecimal digits")
        case .rawByte: PathFault("the path has a character that must be percent-encoded")
        case .notUTF8: PathFault("the path is not UTF-8")
        case .hiddenCharacter: PathFault("the path has a bidirectional or zero-width character")
        }
    }
}
