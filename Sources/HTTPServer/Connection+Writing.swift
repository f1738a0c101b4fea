internal import EventLoop
internal import HTTPCore
internal import Telemetry

extension Connection {
    /// Puts a head into `output`, with the date.
    func appendHead(_ head: ResponseHead, framing: BodyFraming, keepsAlive: Bool, version: RequestHead.Version) {
        ResponseSerializer.append(head, framing: framing, keepsAlive: keepsAlive, version: version, to: &output.bytes)
        if !head.fields.contains(.date) { host.dateLine.insert(into: &output.bytes, now: host.loop.now) }
    }

    /// Sends what the kernel takes; the rest goes when the loop reports room.
    func flush() {
        guard !isCut else { return }
        var progressed = false
        while mayWrite, output.unsentCount > 0 {
            let start = output.start
            let sent = unsafe output.bytes.withUnsafeBytes { unsafe transport.send(UnsafeRawBufferPointer(rebasing: $0[start...])) }
            switch sent {
            case .bytes(let count):
                output.sent(count)
                progressed = true
            case .wantsWrite: mayWrite = false
            case .wantsRead:
                mayWrite = false
                writesAfterReadable = true
            case .failed: return cut(.close)
            }
        }
        watchStall(progressed: progressed)
        if output.unsentCount <= writerLimit { writer.wake() }
    }

    /// Waits until no more than `limit` bytes are unsent, or the connection is cut.
    func send(downTo limit: Int) async {
        guard !isCut, output.unsentCount > limit else { return }
        requestsWithoutWaiting = 0
        writerLimit = limit
        await unsafe withUnsafeContinuation { continuation in unsafe writer.hold(continuation) }
    }

    /// Waits until the kernel takes bytes again.
    func waitWritable() async {
        guard !mayWrite, !isCut else { return }
        await unsafe withUnsafeContinuation { continuation in unsafe writer.hold(continuation) }
    }

    /// A client that is always ready must not keep the loop from the others.
    func yieldNowAndThen() async {
        requestsWithoutWaiting += 1
        guard requestsWithoutWaiting >= 16 else { return }
        requestsWithoutWaiting = 0
        await Task.yield()
    }

    // MARK: what the loop says

    func report(_ readiness: Readiness) {
        if !readiness.isDisjoint(with: [.hungUp, .failed]) { return cut(.close) }
        if readiness.contains(.peerFinished), !isPeerFinished {
            isPeerFinished = true
            exchange?.clientWent()
        }
        let isReadable = !readiness.isDisjoint(with: [.readable, .peerFinished])
        if readiness.contains(.writable) && !mayWrite || isReadable && writesAfterReadable {
            mayWrite = true
            writesAfterReadable = false
            flush()
        }
        if isReadable || readsAfterWritable && mayWrite {
            mayRead = true
            readsAfterWritable = false
            reader.wake()
        }
    }

    func deadlineCame() {
        switch deadlines.takeDue(host.loop.now) {
        case .idle:
            // Its bytes came in this very turn: the reader is on its way.
            guard !mayRead else { break }
            host.counters.add(.boundKeepAliveIdle)
            cut(.close)
        case .head, .handshake:
            host.counters.add(.boundHeaderDeadline)
            cut(.close)
        case .drain:
            host.counters.add(.boundDrain)
            cut(.close)
        case .body:
            guard !mayRead else { break }
            host.counters.add(.boundBodyFloor)
            isBodyTooSlow = true
            reader.wake()
        case .writeStall:
            host.counters.add(.boundWriteStall)
            cut(.reset)
        case nil: break
        }
        if !isCut { armTimer() }
    }

    func armTimer() {
        if let earliest = deadlines.earliest { timer?.set(earliest) } else { timer?.clear() }
    }

    private func watchStall(progressed: Bool) {
        if output.unsentCount == 0 {
            guard deadlines.isWriting else { return }
            deadlines.clearWrite()
        } else {
            guard progressed || !deadlines.isWriting else { return }
            deadlines.expectWrite(by: host.loop.now + host.limits.writeStall)
        }
        armTimer()
    }
}
