internal import Cryptography
internal import Glibc

/// One connection's descriptor and how bytes go through it.
struct Transport {
    enum Received: Equatable {
        case bytes(Int)
        /// Nothing now; the loop will say when.
        case wantsRead
        /// TLS has to send before it can receive.
        case wantsWrite
        /// The peer sends no more, or the connection failed.
        case ended(isFailure: Bool)
    }

    enum Sent: Equatable {
        case bytes(Int)
        case wantsRead
        case wantsWrite
        case failed
    }

    let descriptor: CInt
    /// Nil: bytes go as they are.
    let tls: TLSSession?

    // SAFETY: the caller's memory outlives the call; nothing keeps the pointer.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Received {
        if let tls { return unsafe Transport.received(tls.receive(into: buffer)) }
        while true {
            let count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended(isFailure: false) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wantsRead
            default: return .ended(isFailure: true)
            }
        }
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> Sent {
        if let tls { return unsafe Transport.sent(tls.send(bytes)) }
        while true {
            let count = unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
            if count >= 0 { return .bytes(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wantsWrite
            default: return .failed
            }
        }
    }

    /// Says that no more will be sent.
    func finishSending() {
        tls?.finish()
        shutdown(descriptor, CInt(SHUT_WR))
    }

    /// - Parameter resets: the peer learns that something is missing, even where only the end of the connection ends a body.
    func close(resets: Bool) {
        if resets {
            var now = linger(l_onoff: 1, l_linger: 0)
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        } else {
            tls?.finish()
        }
        Glibc.close(descriptor)
    }

    private static func received(_ step: TLSSession.Step) -> Received {
        switch step {
        case .done(let count): .bytes(count)
        case .wantsRead: .wantsRead
        case .wantsWrite: .wantsWrite
        case .ended: .ended(isFailure: false)
        // Most peers end without saying so in TLS; what they sent is framed by HTTP, so a cut is noticed there.
        case .failed: .ended(isFailure: false)
        }
    }

    private static func sent(_ step: TLSSession.Step) -> Sent {
        switch step {
        case .done(let count): .bytes(count)
        case .wantsRead: .wantsRead
        case .wantsWrite: .wantsWrite
        case .ended, .failed: .failed
        }
    }
}
