/// A value together with the place it was read from, so that later checks can point at it.
public struct Located<Value> {
    public let value: Value
    public let mark: Mark

    public init(_ value: Value, at mark: Mark) {
        self.value = value
        self.mark = mark
    }

    public func map<Other>(_ transform: (Value) -> Other) -> Located<Other> { Located<Other>(transform(value), at: mark) }
}

extension Located: Sendable where Value: Sendable {}
