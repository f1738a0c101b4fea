/// A value that only one loop's thread may touch, in a box that may travel between threads.
///
/// It lets connection state be plain classes: the box crosses, the value never does.
public struct LoopBound<Value>: @unchecked Sendable {
    // SAFETY: `stored` is read and changed only on `loop`'s thread; asserted in debug builds at every access.
    // The exception is construction, before the box is shared.
    private let stored: Value
    private let loop: EventLoop

    public init(_ value: Value, on loop: EventLoop) {
        stored = value
        self.loop = loop
    }

    public var value: Value {
        assert(loop.isCurrent, "a loop-bound value was touched off its loop")
        return stored
    }
}
