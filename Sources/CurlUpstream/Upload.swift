internal import CCurl
internal import Enforcement
internal import EventLoop

/// A streamed request body on its way: pulls from the source while libcurl takes, and never holds more than a bound and one piece.
@safe final class Upload {
    private let source: any BodySource
    private let length: UInt64?
    /// Nil once the transfer has ended: what the source still brings is dropped.
    private weak var transfer: Transfer?
    private var pending: [UInt8] = []
    private var offset = 0
    private var received: UInt64 = 0
    private var isFinished = false
    private(set) var hasFailed = false
    /// libcurl asked and there was nothing: it must be woken.
    private(set) var isAwaited = false
    // SAFETY: resumed and cleared in one step, in `wakeRoomWaiter` only.
    private var roomWaiter: UnsafeContinuation<Void, Never>?

    // BOUND: unsent bytes after which the source is not asked for more.
    private static let unsentMax = 64 * 1024

    init(source: any BodySource, length: UInt64?, transfer: Transfer) {
        self.source = source
        self.length = length
        self.transfer = transfer
    }

    /// Pulls the whole body; runs as a task of the loop.
    func pull() async {
        do {
            while transfer != nil, let piece = try await source.next() {
                offer(piece)
                while transfer != nil, pending.count - offset >= Upload.unsentMax {
                    unsafe await withUnsafeContinuation { unsafe roomWaiter = $0 }
                }
                if hasFailed { return }
            }
            end()
        } catch {
            hasFailed = true
            wake()
        }
    }

    /// Nobody takes the body any more.
    func cancel() {
        transfer = nil
        wakeRoomWaiter()
    }

    /// Called by libcurl: fills `room`, or says pause, end or abort.
    func read(into room: UnsafeMutableRawBufferPointer) -> Int {
        if hasFailed { return Int(CURL_READFUNC_ABORT) }
        let count = min(room.count, pending.count - offset)
        guard count > 0 else {
            guard !isFinished else {
                transfer?.bodyIsSent()
                return 0
            }
            isAwaited = true
            return Int(CURL_READFUNC_PAUSE)
        }
        unsafe pending.withUnsafeBytes { bytes in
            unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
        }
        offset += count
        if offset == pending.count {
            pending.removeAll(keepingCapacity: true)
            offset = 0
            if received == length { transfer?.bodyIsSent() } else { transfer?.bodyMoved() }
        } else {
            transfer?.bodyMoved()
        }
        if pending.count - offset < Upload.unsentMax { wakeRoomWaiter() }
        return count
    }

    private func offer(_ piece: [UInt8]) {
        if offset > 0 {
            pending.removeFirst(offset)
            offset = 0
        }
        if pending.isEmpty { pending = piece } else { pending += piece }
        received += UInt64(piece.count)
        // More than was announced would be read as the next request.
        if let length, received > length { hasFailed = true }
        if !piece.isEmpty || hasFailed { wake() }
    }

    private func end() {
        isFinished = true
        if let length, received < length { hasFailed = true }
        wake()
    }

    private func wake() {
        guard isAwaited else { return }
        isAwaited = false
        transfer?.resumeSending()
    }

    private func wakeRoomWaiter() {
        guard let waiter = unsafe roomWaiter else { return }
        unsafe roomWaiter = nil
        unsafe waiter.resume()
    }
}
