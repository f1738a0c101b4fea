internal import Glibc

/// When a listener may accept: a value machine over descriptor numbers and errnos.
///
/// The kernel gives the lowest free number, so the number just given says how many descriptors are open: no counting, no system call.
struct AcceptGate {
    enum Step: Equatable {
        /// Serve this connection and go on.
        case serve
        /// Serve it, then pause: the mark is reached.
        case serveAndPause
        /// Over the mark: give the descriptor back, then pause.
        case closeAndPause
    }

    enum Failure: Equatable {
        /// Nobody is waiting.
        case empty
        /// This connection was gone before it was taken; the next may be fine.
        case next
        /// No descriptors or memory: pause.
        case pause
    }

    /// Descriptor numbers from here on are kept for others.
    let mark: CInt
    private(set) var isPaused = false

    /// - Parameter descriptorLimit: RLIMIT_NOFILE, soft.
    init(descriptorLimit: UInt64, reserved: Int) {
        let most = Int(clamping: min(descriptorLimit, UInt64(CInt.max)))
        // A limit too small for the reserve still serves somebody: half of it.
        mark = CInt(clamping: max(most - reserved, most / 2))
    }

    mutating func accepted(_ descriptor: CInt) -> Step {
        if descriptor < mark - 1 { return .serve }
        isPaused = true
        return descriptor < mark ? .serveAndPause : .closeAndPause
    }

    mutating func failed(_ code: CInt) -> Failure {
        switch code {
        case EAGAIN: return .empty
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            isPaused = true
            return .pause
        default: return .next
        }
    }

    /// After a pause, with the number a new descriptor would get now.
    ///
    /// - Returns: whether to accept again; else wait once more.
    mutating func retry(probe: CInt?) -> Bool {
        guard let probe, probe < mark else { return false }
        isPaused = false
        return true
    }
}
