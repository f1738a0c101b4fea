internal import EventLoop

/// Whether a body comes fast enough: each `quotaBytes` must arrive within `window` of waiting for them.
///
/// Only time spent waiting for the client counts, so a slow upstream never makes a client slow; and a fast start buys no credit.
struct BodyFloor {
    private let quotaBytes: Int
    private let isOff: Bool
    private let window: Duration
    private var waited = Duration.zero
    private var arrivedBytes = 0
    private var waitingSince: MonotonicTime?

    /// - Parameter bytesPerSecond: 0 asks for none.
    init(bytesPerSecond: Int, window: Duration) {
        self.window = window
        isOff = bytesPerSecond == 0
        let (product, overflow) = bytesPerSecond.multipliedReportingOverflow(by: Int(clamping: window.components.seconds))
        // A window below a second (tests) still asks for a byte.
        quotaBytes = max(1, overflow ? .max : product)
    }

    /// - Returns: when the client will have been too slow.
    mutating func waitBegins(at now: MonotonicTime) -> MonotonicTime {
        waitingSince = now
        return isOff ? MonotonicTime(nanoseconds: .max) : now + (window - waited)
    }

    mutating func waitEnds(at now: MonotonicTime) {
        if let since = waitingSince { waited += now.since(since) }
        waitingSince = nil
    }

    mutating func arrived(_ count: Int) {
        arrivedBytes += count
        guard arrivedBytes >= quotaBytes else { return }
        arrivedBytes = 0
        waited = .zero
    }
}
