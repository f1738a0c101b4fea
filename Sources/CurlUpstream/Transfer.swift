internal import CCurl
internal import Enforcement
internal import EventLoop
internal import HTTPCore

/// One pooled libcurl handle, and the call it carries now. Loop-confined.
///
/// Life of a call: taken from its lane, begun, added to libcurl; its head comes, its body is read; ended by libcurl, a deadline or `fail`;
/// released to the lane by whoever holds it.
@safe final class Transfer {
    let easy: EasyHandle
    let lane: Lane
    let text = RequestText()
    // SAFETY: CURL_ERROR_SIZE bytes owned by this object; libcurl writes a C string there while the handle lives.
    private let errorText: UnsafeMutablePointer<CChar>
    /// Set once in init; nil only before.
    private var timer: DeadlineTimer?
    /// Its place among the lane's transfers under way.
    var activeIndex = -1

    // What the handle is set to; changed only where the next call differs.
    var mode = RequestMode.get
    var lastMethod: Method?
    var asksForHTTP2 = false

    // The call.
    var stage = Stage.idle
    var mayStillSend: (() -> Bool)?
    var body: [UInt8] = []
    var upload: Upload?
    var isHeadRequest = false
    var head = AnswerHead()
    var received: [UInt8] = []
    /// Times libcurl was about to send the request.
    var sendAttempts = 0
    /// Whether a byte of the request may have left.
    var hasSent = false
    /// Why a callback ended the transfer; stands above libcurl's own reason.
    var verdict: UpstreamFailure?
    /// An address that the open callback refused.
    var refusedPeer: String?
    /// No descriptor was to be had for a connection.
    var lacksDescriptor = false
    /// The idle connection libcurl chose was no good; another is made, nothing was sent.
    var foundSpoiledConnection = false
    private var hasRestarted = false
    var isReceivingPaused = false
    var watchesSurplus = false
    var hasSurplus = false
    /// The answer began before the request's body was sent; it may end while libcurl still sends.
    var isEarly = false
    var bodyBytes: UInt64 = 0
    var localPort: CInt = 0
    /// The connection that carries the call.
    var socket: LaneSocket?
    private(set) var hasEnded = false
    private(set) var failure: UpstreamFailure?
    private var uploadedAtLastLook: Int64 = 0
    private var waiter: UnsafeContinuation<Void, Never>?

    /// Where a call is, which says what a passed deadline means.
    enum Stage {
        case idle
        /// Until the request may leave; libcurl's connect timeout ends it, ours stands behind.
        case connecting
        /// A body that does not go out with the head.
        case sending
        case awaitingHead
        case receiving
    }

    init?(lane: Lane) {
        guard let easy = EasyHandle() else { return nil }
        self.easy = easy
        self.lane = lane
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        timer = lane.loop.timer { [unowned self] in deadlinePassed() }
        guard self.easy.setFixedOptions(for: lane.route, settings: lane.settings), setCallbacks() else { return nil }
    }

    deinit {
        // Freed only while no libcurl call is under way for this handle, which is cleaned up right after.
        _ = unsafe easy.set(CURLOPT_ERRORBUFFER, pointer: nil)
        unsafe errorText.deallocate()
    }

    func clearError() { unsafe errorText.pointee = 0 }

    private func setCallbacks() -> Bool {
        unsafe TransferCallbacks.set(on: easy, transfer: Unmanaged.passUnretained(self).toOpaque(), lane: lane.context)
            && easy.set(CURLOPT_ERRORBUFFER, pointer: errorText) == CURLE_OK
    }

    // MARK: for the reader

    var hasHead: Bool { head.isComplete || hasEnded }
    var hasNewsForReader: Bool { !received.isEmpty || hasEnded }
    var contentLength: UInt64? { head.contentLength }
    var isBodiless: Bool {
        isHeadRequest || head.status == 204 || head.status == 304 || head.contentLength == 0
            || (hasEnded && failure == nil && received.isEmpty)
    }

    /// Suspends until something changed; one waiter at a time.
    func news() async { unsafe await withUnsafeContinuation { unsafe waiter = $0 } }

    func takeHead() -> ResponseHead { ResponseHead(status: head.status, fields: head.takeFields()) }

    func takeReceived() -> [UInt8] {
        defer { received = [] }
        return received
    }

    func resumeReceiving() {
        guard isReceivingPaused, !hasEnded else { return }
        isReceivingPaused = false
        setDeadline(lane.idle)
        applyPause()
    }

    func resumeSending() {
        guard !hasEnded else { return }
        setDeadline(lane.idle)
        applyPause()
    }

    private func applyPause() {
        let mask = (isReceivingPaused ? CURLPAUSE_RECV : 0) | (upload?.isAwaited == true ? CURLPAUSE_SEND : 0)
        let code = unsafe curl_easy_pause(easy.pointer, mask)
        guard code == CURLE_OK else {
            lane.remove(self)
            return end(code)
        }
        lane.kick()
    }

    // MARK: the end

    /// Whether libcurl's result means that the call starts over on a connection of its own.
    func mustRestart() -> Bool {
        guard foundSpoiledConnection, !hasRestarted, !hasSent else { return false }
        hasRestarted = true
        foundSpoiledConnection = false
        sendAttempts = 0
        return easy.set(CURLOPT_FRESH_CONNECT, 1) == CURLE_OK
    }

    /// libcurl is done with the call, and the handle is out of its hands.
    func end(_ code: CURLcode) {
        if code == CURLE_OK, head.isComplete, verdict == nil {
            finish(nil)
        } else {
            finish(explain(code))
        }
    }

    /// An early answer is whole by its length: the call has its result, whatever libcurl has still to send on a connection that closes.
    func endIfAnsweredEarly() {
        guard isEarly, !hasEnded, isBodiless || bodyBytes == contentLength else { return }
        lane.remove(self)
        finish(nil)
    }

    /// Ends the call now, from outside of libcurl; its connection is closed unless others use it.
    func fail(_ kind: UpstreamFailure.Kind, _ detail: String) {
        guard !hasEnded else { return }
        lane.remove(self)
        finish(UpstreamFailure(hasSent ? .unknown : .notSent, kind, detail: detail))
    }

    private func finish(_ failure: UpstreamFailure?) {
        hasEnded = true
        self.failure = failure
        timer?.clear()
        mayStillSend = nil
        upload?.cancel()
        upload = nil
        body = []
        wake()
    }

    /// Ends the call if it runs and gives the handle back.
    func discard() {
        fail(.aborted, "dropped by its reader")
        release()
    }

    /// Gives the handle back for the next call. Nothing of this one stays.
    func release() {
        if watchesSurplus { _ = easy.set(CURLOPT_VERBOSE, 0) }
        if hasSurplus { _ = easy.set(CURLOPT_FORBID_REUSE, 0) }
        if hasRestarted { _ = easy.set(CURLOPT_FRESH_CONNECT, 0) }
        stage = .idle
        isHeadRequest = false
        head.reset()
        received = []
        sendAttempts = 0
        hasSent = false
        verdict = nil
        refusedPeer = nil
        lacksDescriptor = false
        foundSpoiledConnection = false
        hasRestarted = false
        isReceivingPaused = false
        watchesSurplus = false
        hasSurplus = false
        isEarly = false
        bodyBytes = 0
        localPort = 0
        socket = nil
        hasEnded = false
        failure = nil
        uploadedAtLastLook = 0
        lane.takeBack(self)
    }

    func wake() {
        guard let waiter = unsafe waiter else { return }
        unsafe self.waiter = nil
        unsafe waiter.resume()
    }

    private func explain(_ code: CURLcode) -> UpstreamFailure {
        if let verdict { return verdict }
        if sendAttempts > 1 {
            return UpstreamFailure(.unknown, .connectionLost, detail: "the connection died under the request, which is not sent again")
        }
        let certainty: UpstreamFailure.Certainty = hasSent ? .unknown : .notSent
        if upload?.hasFailed == true { return UpstreamFailure(certainty, .requestBodyFailed, detail: "the request's body broke off") }
        if !hasSent, let refusedPeer { return UpstreamFailure(.notSent, .networkRefused, detail: refusedPeer) }
        if !hasSent, lacksDescriptor { return UpstreamFailure(.notSent, .overloaded, detail: "no descriptor is free for a connection") }
        if code == CURLE_OK { return UpstreamFailure(certainty, .invalidAnswer, detail: "the answer has no head") }
        return UpstreamFailure(certainty, UpstreamFailure.Kind(code, hasSent: hasSent), detail: unsafe CurlCode.describe(code, errorText))
    }

    // MARK: deadlines

    func setDeadline(_ nanoseconds: UInt64) {
        timer?.set(MonotonicTime(nanoseconds: lane.loop.now.nanoseconds &+ nanoseconds))
    }

    func clearDeadline() { timer?.clear() }

    /// The last byte of the body left.
    func bodyIsSent() {
        guard stage == .sending else { return }
        stage = .awaitingHead
        setDeadline(lane.firstByte)
    }

    func bodyMoved() { if stage == .sending { setDeadline(lane.idle) } }

    private func deadlinePassed() {
        switch stage {
        case .idle: break
        case .connecting: fail(.connectFailed, "no connection within the limit")
        case .awaitingHead: fail(.firstByteTimeout, "no answer within the limit")
        case .receiving: fail(.idleTimeout, "the answer stopped coming")
        case .sending:
            // A body given whole: libcurl does not report its progress, so it is looked up.
            let uploaded = easy.uploadedBytes
            guard upload == nil, uploaded > uploadedAtLastLook else {
                fail(.idleTimeout, "the upstream stopped taking the request's body")
                return
            }
            uploadedAtLastLook = uploaded
            if uploaded >= Int64(body.count) { bodyIsSent() } else { setDeadline(lane.idle) }
        }
    }
}
