/// Reads one scalar as its key's type says; what does not fit is reported and becomes nil.
struct ScalarReader {
    let problems: Problems
    /// The key, for messages.
    let name: String

    /// The text of a scalar; lists, mappings and forgotten values are reported.
    func text(_ node: Node, _ type: KeyType) -> [UInt8]? {
        guard case .scalar(let scalar) = node.content, !(scalar.text.isEmpty && !scalar.isQuoted) else {
            problems.error(at: node.mark, "`\(name)` is \(node.shown); expected \(type.expectation)")
            return nil
        }
        return scalar.text
    }

    /// A value that any scalar type but the lists and mappings allows, as text that was checked.
    func checkedText(_ node: Node, _ type: KeyType) -> [UInt8]? {
        guard let text = text(node, type) else { return nil }
        switch type {
        case .text(let most):
            guard (1...most).contains(text.count), !text.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
                return misfit(node, text, type)
            }
        case .identifier(let charset, let most):
            guard (1...most).contains(text.count), text.allSatisfy(charset.contains) else { return misfit(node, text, type) }
        case .choice(let words):
            guard words.contains(where: { $0.utf8.elementsEqual(text) }) else {
                let near = Suggestion.phrase(text, among: words)
                problems.error(at: node.mark, "unknown value \(quoted(text)) for `\(name)`\(near) expected \(type.expectation)")
                return nil
            }
        default:
            return text
        }
        return text
    }

    func integer(_ node: Node, in range: ClosedRange<Int>) -> Int? {
        bounded(node, .integer(range), range, DecimalText.read)
    }

    func duration(_ node: Node, in range: ClosedRange<Duration>) -> Duration? {
        bounded(node, .duration(range), range, DurationText.read)
    }

    func byteSize(_ node: Node, in range: ClosedRange<Int>) -> Int? {
        bounded(node, .byteSize(range), range, ByteSizeText.read)
    }

    func boolean(_ node: Node) -> Bool? {
        guard let text = text(node, .boolean) else { return nil }
        if text.elementsEqual("true".utf8) { return true }
        if text.elementsEqual("false".utf8) { return false }
        return misfit(node, text, .boolean)
    }

    private func bounded<Value: Comparable>(
        _ node: Node, _ type: KeyType, _ range: ClosedRange<Value>, _ read: ([UInt8]) -> Value?
    ) -> Value? {
        guard let text = text(node, type) else { return nil }
        guard let value = read(text), range.contains(value) else { return misfit(node, text, type) }
        return value
    }

    private func misfit<Value>(_ node: Node, _ text: [UInt8], _ type: KeyType) -> Value? {
        problems.error(at: node.mark, "\(text.isEmpty ? "an empty text" : quoted(text)) for `\(name)`; expected \(type.expectation)")
        return nil
    }
}
