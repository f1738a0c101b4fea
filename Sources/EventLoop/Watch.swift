internal import CLinux

/// What the kernel said of a descriptor.
public struct Readiness: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let readable = Readiness(rawValue: EPOLLIN.rawValue)
    public static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer closed its sending side.
    public static let peerFinished = Readiness(rawValue: EPOLLRDHUP.rawValue)
    /// Both directions are gone.
    public static let hungUp = Readiness(rawValue: EPOLLHUP.rawValue)
    public static let failed = Readiness(rawValue: EPOLLERR.rawValue)
    /// Report changes, not states: the owner reads or writes until EAGAIN.
    public static let edgeTriggered = Readiness(rawValue: EPOLLET.rawValue)
}

/// One descriptor's registration with its loop. Loop-confined; ends with `cancel()`, which must come before the descriptor is closed.
public final class Watch {
    let descriptor: CInt
    let slot: Int
    let generation: UInt32
    let report: (Readiness) -> Void
    private(set) var interest: Readiness
    private let core: LoopCore
    private(set) var isCancelled = false

    init(descriptor: CInt, slot: Int, generation: UInt32, interest: Readiness, core: LoopCore, report: @escaping (Readiness) -> Void) {
        self.descriptor = descriptor
        self.slot = slot
        self.generation = generation
        self.interest = interest
        self.core = core
        self.report = report
    }

    /// What the kernel sees with each event: the slot, and a generation so that a late event of a former owner is dropped.
    var tag: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

    /// Changes what is reported; no system call where nothing changes.
    public func change(to interest: Readiness) throws(SystemError) {
        guard interest != self.interest, !isCancelled else { return }
        guard clinux_epoll_control(core.epoll, EPOLL_CTL_MOD, descriptor, interest.rawValue, tag) == 0 else {
            throw SystemError("epoll_ctl")
        }
        self.interest = interest
    }

    /// Ends the registration; nothing is reported afterwards. Safe to call twice and from within a report.
    public func cancel() {
        guard !isCancelled else { return }
        isCancelled = true
        core.remove(self)
    }
}
