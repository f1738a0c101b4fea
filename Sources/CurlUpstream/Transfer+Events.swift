internal import CCurl
internal import Enforcement
internal import Glibc

/// What libcurl tells a transfer from within its callbacks: recorded here, acted upon when libcurl has returned.
extension Transfer {
    /// The last moment before the request's first byte: the only place that lets it go, once.
    func maySend(peer: UnsafePointer<CChar>, peerPort: CInt, localPort: CInt) -> Bool {
        guard sendAttempts == 0 else {
            preventResend()
            return false
        }
        sendAttempts = 1
        if let refusal = unsafe lane.refusal(ofPeer: peer, port: peerPort) {
            lane.counts.refusedPeers += 1
            verdict = UpstreamFailure(.notSent, .networkRefused, detail: refusal)
            return false
        }
        self.localPort = localPort
        guard unsafe !lane.isSpoiled(localPort: localPort, easy: easy.pointer) else {
            foundSpoiledConnection = true
            return false
        }
        guard mayStillSend?() == true else {
            verdict = UpstreamFailure(.notSent, .clientGone, detail: "the call was withdrawn before it was sent")
            return false
        }
        hasSent = true
        // Bodies up to 64 KiB leave with the head.
        if upload != nil || body.count >= 64 * 1024 {
            stage = .sending
            setDeadline(lane.idle)
        } else {
            stage = .awaitingHead
            setDeadline(lane.firstByte)
        }
        return true
    }

    /// libcurl started over after the request may have left; counted once a call.
    private func preventResend() {
        if sendAttempts < 2 { lane.counts.resendPrevented() }
        sendAttempts = 2
    }

    func openSocket(_ wanted: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        // A request that may have left needs no second connection.
        guard !hasSent else {
            preventResend()
            return -1
        }
        let family = unsafe wanted.pointee.family
        let found = unsafe withUnsafePointer(to: &wanted.pointee.addr) { unsafe PeerAddress.read($0, family: family) }
        guard let found else { return -1 }
        if let refusal = lane.rule.refusal(of: found.address, port: found.port, isLocal: PeerAddress.isLocal) {
            refusedPeer = "the upstream's name leads to \(refusal)"
            lane.counts.refusedPeers += 1
            return -1
        }
        let descriptor = unsafe Glibc.socket(family, wanted.pointee.socktype | CInt(SOCK_CLOEXEC.rawValue), wanted.pointee.protocol)
        guard descriptor >= 0 else {
            lacksDescriptor = errno == EMFILE || errno == ENFILE
            return -1
        }
        // The kernel gives the lowest free number, so the number says how many are open.
        guard descriptor < lane.settings.descriptorsMax else {
            close(descriptor)
            lacksDescriptor = true
            return -1
        }
        lane.adopt(descriptor)
        return descriptor
    }

    /// - Returns: false ends the transfer.
    func headerLine(_ line: UnsafeRawBufferPointer) -> Bool {
        switch unsafe head.accept(line, limits: lane.headLimits) {
        case .more: return true
        case .begun:
            // An interim head is no answer: the body may still be on its way, and what is waited for stays the same.
            if head.status < 200 { return true }
            isEarly = stage == .sending && (upload != nil || easy.uploadedBytes < Int64(body.count))
            stage = .receiving
            setDeadline(lane.idle)
            return true
        case .interim:
            if stage == .awaitingHead { setDeadline(lane.firstByte) }
            return true
        case .complete:
            watchForSurplus()
            lane.note(self)
            return true
        case .invalid(let reason):
            verdict = UpstreamFailure(.unknown, .invalidAnswer, detail: reason)
            return false
        }
    }

    /// - Returns: the bytes taken, or libcurl's word for pause.
    func bodyPiece(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard received.isEmpty || received.count + bytes.count <= lane.unreadBytesMax else {
            isReceivingPaused = true
            clearDeadline()
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        if received.isEmpty, let length = head.contentLength, length > bytes.count {
            received.reserveCapacity(min(Int(clamping: length), lane.unreadBytesMax))
        }
        unsafe received.append(contentsOf: bytes)
        bodyBytes += UInt64(bytes.count)
        setDeadline(lane.idle)
        lane.note(self)
        return bytes.count
    }

    /// libcurl 7.88 closes a connection for surplus after a body with a length, but only mentions it after a chunked or an empty one.
    private func watchForSurplus() {
        guard !head.isHTTP2, head.isChunked || isBodiless else { return }
        watchesSurplus = easy.set(CURLOPT_VERBOSE, 1) == CURLE_OK
    }

    /// One of libcurl's remarks.
    func remark(_ text: UnsafeRawBufferPointer) {
        guard unsafe RequestText.starts(text, with: "Excess found") || RequestText.starts(text, with: "Leftovers after chunking") else {
            return
        }
        hasSurplus = true
        lane.counts.surplusAnswers += 1
        _ = easy.set(CURLOPT_FORBID_REUSE, 1)
    }
}
