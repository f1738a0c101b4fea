internal import CLinux
internal import Cryptography
internal import EventLoop
internal import Glibc
internal import Telemetry

/// One loop's listening socket: accepts, within the caps and the descriptors there are. Loop-confined.
final class Listener {
    private let host: ConnectionHost
    private var socket: ListeningSocket?
    private var watch: Watch?
    private var retry: DeadlineTimer?
    private var gate: AcceptGate
    private var continueLater: (() -> Void)?

    init(_ socket: consuming ListeningSocket, host: ConnectionHost, descriptorLimit: UInt64) {
        self.host = host
        gate = AcceptGate(descriptorLimit: descriptorLimit, reserved: host.limits.reservedDescriptors)
        self.socket = consume socket
    }

    /// Begins to accept.
    func start() {
        guard let descriptor = socket?.descriptor else { return }
        retry = host.loop.timer { [unowned self] in tryAgain() }
        do throws(SystemError) {
            // Edge-triggered: while accepting pauses, those who wait cause no events, and so no busy loop.
            watch = try host.loop.watch(descriptor, for: [.readable, .edgeTriggered]) { [unowned self] _ in
                if !gate.isPaused { acceptSome() }
            }
        } catch {
            host.counters.add(.loopFailed)
            socket = nil
        }
    }

    /// Stops accepting, ends idle connections, and the others with the answers they are in; cuts what is left after `grace`.
    func shutDown(grace: Duration, isDone: @escaping () -> Void) {
        // Who is in the kernel's queue was promised an answer by its connect.
        if !gate.isPaused { acceptSome(rounds: .max) }
        watch?.cancel()
        retry?.cancel()
        watch = nil
        retry = nil
        socket = nil
        let deadline = host.loop.timer { [host] in host.cutAll() }
        deadline.set(host.loop.now + grace)
        host.shutDown {
            deadline.cancel()
            isDone()
        }
    }

    /// - Parameter rounds: how many are taken before others on the loop have their turn.
    private func acceptSome(rounds: Int = 64) {
        var rounds = rounds
        while let listening = socket?.descriptor, !gate.isPaused {
            guard rounds > 0 else { return acceptLater() }
            rounds -= 1
            var storage = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let descriptor = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe clinux_accept(listening, $0, &length) }
            }
            guard descriptor < 0 else {
                admit(descriptor, storage)
                continue
            }
            switch gate.failed(errno) {
            case .empty: return
            case .next: host.counters.add(.acceptFailed)
            case .pause: pause()
            }
        }
    }

    private func admit(_ descriptor: CInt, _ storage: sockaddr_storage) {
        switch gate.accepted(descriptor) {
        case .serve: serve(descriptor, storage)
        case .serveAndPause:
            serve(descriptor, storage)
            pause()
        case .closeAndPause:
            host.counters.add(.boundDescriptors)
            close(descriptor)
            pause()
        }
    }

    private func serve(_ descriptor: CInt, _ storage: sockaddr_storage) {
        guard let peer = PeerAddress(storage) else {
            host.counters.add(.acceptFailed)
            close(descriptor)
            return
        }
        switch host.census.admit(peer) {
        case .admitted: break
        case .totalCap: return refuse(descriptor, .refusedTotalCap)
        case .addressCap: return refuse(descriptor, .refusedAddressCap)
        }
        let session = host.tls.flatMap { TLSSession($0, descriptor: descriptor) }
        // Out of memory for a session: refused as failed, never served in plain text.
        guard (session == nil) == (host.tls == nil) else {
            host.census.leave(peer)
            return refuse(descriptor, .acceptFailed)
        }
        host.counters.add(.connectionsAccepted)
        // Answers go out in whole pieces: waiting for more would only delay a stream's events.
        ListeningSocket.set(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY)
        let connection = LoopBound(
            Connection(Transport(descriptor: descriptor, tls: session), peer: peer, host: host), on: host.loop)
        host.loop.spawn { @Sendable in await connection.value.run() }
    }

    private func refuse(_ descriptor: CInt, _ counter: Counter) {
        host.counters.add(counter)
        close(descriptor)
    }

    // MARK: pauses

    private func pause() {
        host.counters.add(.boundAcceptPaused)
        retry?.set(host.loop.now + host.limits.acceptRetry)
    }

    private func tryAgain() {
        guard let listening = socket?.descriptor else { return }
        let probe = dup(listening)
        if probe >= 0 { close(probe) }
        if gate.retry(probe: probe >= 0 ? probe : nil) {
            acceptSome()
        } else {
            retry?.set(host.loop.now + host.limits.acceptRetry)
        }
    }

    private func acceptLater() {
        host.loop.atTurnEnd { [weak self] in self?.acceptSome() }
    }
}
