internal import EventLoop
internal import HTTPCore
internal import Telemetry

extension Connection {
    enum NextHead {
        case head(RequestHead)
        case fault(RequestFault)
        /// The client is done, or a deadline or a shutdown ended the connection.
        case ended
    }

    enum ReceivedBytes {
        /// So many, at the beginning of the host's scratch memory.
        case bytes(Int)
        case nothing
        case ended
    }

    enum BodyStep {
        case piece
        case ended
        case wait
    }

    /// The next request's head; bytes behind it stay in `input`.
    func nextHead() async -> NextHead {
        if !input.isEmpty {
            if let found = parseInput() { return found }
            beginHead()
        }
        while true {
            switch receive() {
            case .bytes(let count):
                endIdle()
                if let found = input.isEmpty ? parseScratch(count) : parseInput(appending: count) {
                    deadlines.clearRead()
                    timer?.clear()
                    return found
                }
                beginHead()
            case .nothing:
                if input.isEmpty { beginIdle() }
                await waitReadable()
            case .ended:
                endIdle()
                return .ended
            }
        }
    }

    /// Takes what is there of a body; never suspends.
    func takeBody(_ decoder: inout BodyDecoder, into piece: inout [UInt8]) throws(RequestBodyError) -> BodyStep {
        try decodeInput(&decoder, into: &piece)
        while piece.isEmpty, !decoder.isFinished {
            switch receive() {
            case .bytes(let count): try decodeScratch(count, &decoder, into: &piece)
            case .nothing: return .wait
            case .ended: throw .clientGone
            }
        }
        return piece.isEmpty ? .ended : .piece
    }

    /// Waits for more of a body until `deadline`.
    func waitForBody(until deadline: MonotonicTime) async throws(RequestBodyError) {
        deadlines.expectRead(.body, by: deadline)
        armTimer()
        await waitReadable()
        endBodyWait()
        if isCut { throw .clientGone }
        if isBodyTooSlow { throw .tooSlow }
    }

    /// Nobody waits for a body any more; another wait that began meanwhile keeps its deadline.
    func endBodyWait() {
        guard deadlines.isReading(.body) else { return }
        deadlines.clearRead()
        armTimer()
        reader.wake()
    }

    /// Uses up what has arrived of a body that nobody wants, so that a small one does not cost the connection.
    func discardBody(_ decoder: inout BodyDecoder) {
        var discarded: [UInt8] = []
        do throws(RequestBodyError) {
            if input.isEmpty, case .bytes(let count) = receive() {
                unsafe input.append(UnsafeRawBufferPointer(rebasing: host.scratch[..<count]))
            }
            while !input.isEmpty, !decoder.isFinished {
                try decodeInput(&decoder, into: &discarded)
                discarded.removeAll(keepingCapacity: true)
            }
        } catch { /* The decoder is not finished, and so the connection ends with this answer. */  }
    }

    /// Tries to receive; never suspends.
    func receive() -> ReceivedBytes {
        guard !isCut else { return .ended }
        guard mayRead else { return .nothing }
        let received = unsafe transport.receive(into: host.scratch)
        switch received {
        case .bytes(let count):
            // A short receive emptied the socket (epoll(7)); with the peer's end behind it there is more to learn.
            // Not so under TLS, where bytes may wait inside OpenSSL.
            if count < ConnectionHost.scratchBytes, !isPeerFinished, transport.tls == nil { mayRead = false }
            return .bytes(count)
        case .wantsRead:
            mayRead = false
            return .nothing
        case .wantsWrite:
            mayRead = false
            mayWrite = false
            readsAfterWritable = true
            return .nothing
        case .ended(let isFailure):
            isPeerFinished = true
            hasInputEnded = true
            if isFailure { cut(.close) }
            return .ended
        }
    }

    func waitReadable() async {
        guard !mayRead, !isCut else { return }
        requestsWithoutWaiting = 0
        await unsafe withUnsafeContinuation { continuation in unsafe reader.hold(continuation) }
    }

    func expectRead(_ cause: ConnectionDeadlines.Cause, within duration: Duration) {
        deadlines.expectRead(cause, by: host.loop.now + duration)
        armTimer()
    }

    // MARK: heads

    private func parseScratch(_ count: Int) -> NextHead? {
        let received = unsafe UnsafeRawBufferPointer(rebasing: host.scratch[..<count])
        do throws(RequestFault) {
            let bytes = unsafe received.bindMemory(to: UInt8.self)
            guard let (head, consumed) = try parser.parse(unsafe bytes.span) else {
                unsafe input.append(received)
                return nil
            }
            if consumed < count { unsafe input.append(UnsafeRawBufferPointer(rebasing: received[consumed...])) }
            return .head(head)
        } catch { return .fault(error) }
    }

    private func parseInput(appending count: Int) -> NextHead? {
        unsafe input.append(UnsafeRawBufferPointer(rebasing: host.scratch[..<count]))
        return parseInput()
    }

    private func parseInput() -> NextHead? {
        do throws(RequestFault) {
            let bytes = input.bytes
            guard let (head, consumed) = try parser.parse(bytes.span.extracting(input.unused)) else { return nil }
            input.use(consumed)
            return .head(head)
        } catch { return .fault(error) }
    }

    /// From the first byte of a head on it has this long, whatever else comes.
    private func beginHead() {
        guard !deadlines.isReading(.head) else { return }
        expectRead(.head, within: host.limits.headerDeadline)
    }

    private func beginIdle() {
        guard !isIdle else { return }
        if host.isShuttingDown { return cut(.close) }
        isIdle = true
        host.counters.raise(.idleConnections)
        expectRead(.idle, within: host.limits.keepAliveIdle)
    }

    private func endIdle() {
        guard isIdle else { return }
        isIdle = false
        host.counters.lower(.idleConnections)
    }

    // MARK: bodies

    private func decodeInput(_ decoder: inout BodyDecoder, into piece: inout [UInt8]) throws(RequestBodyError) {
        guard !input.isEmpty else { return }
        let bytes = input.bytes
        input.use(try decode(&decoder, bytes.span.extracting(input.unused), into: &piece))
    }

    private func decodeScratch(_ count: Int, _ decoder: inout BodyDecoder, into piece: inout [UInt8]) throws(RequestBodyError) {
        let received = unsafe UnsafeRawBufferPointer(rebasing: host.scratch[..<count])
        let bytes = unsafe received.bindMemory(to: UInt8.self)
        let used = try decode(&decoder, unsafe bytes.span, into: &piece)
        if used < count { unsafe input.append(UnsafeRawBufferPointer(rebasing: received[used...])) }
    }

    private func decode(_ decoder: inout BodyDecoder, _ bytes: Span<UInt8>, into piece: inout [UInt8]) throws(RequestBodyError) -> Int {
        do throws(RequestFault) {
            return try decoder.decode(bytes, into: &piece, outputLimit: host.limits.bodyPieceLimitBytes)
        } catch {
            count(error)
            throw .malformed(error)
        }
    }
}
