internal import EventLoop

/// The waits of one connection that have an end: at most one for what is read, one for what is written.
///
/// One timer serves them all: it is set to `earliest` and asks `takeDue` when it fires.
struct ConnectionDeadlines {
    enum Cause: Equatable {
        case handshake, idle, head, body, drain
        case writeStall
    }

    private var reading: (cause: Cause, at: MonotonicTime)?
    private var writing: MonotonicTime?

    var earliest: MonotonicTime? {
        guard let reading else { return writing }
        guard let writing else { return reading.at }
        return min(reading.at, writing)
    }

    var isWriting: Bool { writing != nil }

    func isReading(_ cause: Cause) -> Bool { reading?.cause == cause }

    mutating func expectRead(_ cause: Cause, by time: MonotonicTime) { reading = (cause, time) }

    mutating func clearRead() { reading = nil }

    mutating func expectWrite(by time: MonotonicTime) { writing = time }

    mutating func clearWrite() { writing = nil }

    /// Takes a wait whose time has come; nil where none has.
    mutating func takeDue(_ now: MonotonicTime) -> Cause? {
        if let writing, writing <= now {
            self.writing = nil
            return .writeStall
        }
        guard let reading, reading.at <= now else { return nil }
        self.reading = nil
        return reading.cause
    }
}
