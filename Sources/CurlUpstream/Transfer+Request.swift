internal import CCurl
internal import Enforcement
internal import HTTPCore
internal import Routing
internal import Vocabulary

/// How libcurl is told to send a body, or none.
enum RequestMode {
    case get, head, post, upload
}

extension Transfer {
    /// Sets the handle up for `call`; nothing is sent yet.
    /// - Returns: why the call cannot be sent; the transfer must then be released.
    func prepare(_ call: borrowing AuthorizedCall) -> UpstreamFailure? {
        clearError()
        if let problem = setLines(call) { return UpstreamFailure(.notSent, .requestBodyFailed, detail: problem) }
        isHeadRequest = call.method == .head
        mayStillSend = call.mayStillSend
        guard setBody(call.body, method: call.method) else {
            return UpstreamFailure(.notSent, .requestBodyFailed, detail: "libcurl refused the request, or a HEAD has a body")
        }
        guard setVersion() else { return UpstreamFailure(.notSent, .requestBodyFailed, detail: "libcurl refused the HTTP version") }
        stage = .connecting
        setDeadline(lane.connectGuard)
        return nil
    }

    /// The request line and the fields, each octet looked at: libcurl sends what it is given.
    private func setLines(_ call: borrowing AuthorizedCall) -> String? {
        let credential = call.route.credential
        let secret = credential?.value.reveal() ?? []
        let name = credential?.header ?? []
        let fields = call.fields
        text.reserve(
            bytes: call.requestTarget.count + fields.bytes.count + 4 * fields.lines.count + name.count + secret.count + 96)
        guard setTarget(call.requestTarget), setMethod(call.method) else { return "the method or target has an octet that may not be sent" }
        let areGood = unsafe fields.bytes.withUnsafeBytes { bytes in
            for line in fields.lines {
                let field = unsafe UnsafeRawBufferPointer(rebasing: bytes[line.name.indices])
                guard !Transfer.isOurs(line.known), unsafe name.isEmpty || !field.elementsEqual(name) else { return false }
                guard unsafe text.add(name: field, value: UnsafeRawBufferPointer(rebasing: bytes[line.value.indices])) else { return false }
            }
            return true
        }
        guard areGood else { return "a field has an octet or a name that may not be sent" }
        if !name.isEmpty {
            let isGood = unsafe name.withUnsafeBytes { name in
                unsafe secret.withUnsafeBytes { secret in unsafe text.add(name: name, value: secret) }
            }
            guard isGood else { return "the route's credential has an octet that may not be sent" }
        }
        return unsafe ccurl_set_list(easy.pointer, CURLOPT_HTTPHEADER, text.list()) == CURLE_OK ? nil : "libcurl refused the fields"
    }

    private func setTarget(_ target: [UInt8]) -> Bool {
        unsafe target.withUnsafeBytes { bytes in
            guard unsafe FieldOctets.areTarget(bytes) else { return false }
            return unsafe ccurl_set_string(easy.pointer, CURLOPT_REQUEST_TARGET, text.string(bytes)) == CURLE_OK
        }
    }

    private func setMethod(_ method: Method) -> Bool {
        guard method != lastMethod else { return true }
        let isSet = unsafe method.token.withUnsafeBytes { bytes in
            guard unsafe isToken(bytes), bytes.count <= 64 else { return false }
            return unsafe ccurl_set_string(easy.pointer, CURLOPT_CUSTOMREQUEST, text.string(bytes)) == CURLE_OK
        }
        lastMethod = isSet ? method : nil
        return isSet
    }

    /// Fields that this room or libcurl writes: in a call they would stand twice, or change the framing.
    private static func isOurs(_ field: KnownField?) -> Bool {
        switch field {
        case .host, .connection, .contentLength, .transferEncoding, .te, .trailer, .upgrade, .keepAlive, .proxyConnection,
            .proxyAuthorization, .expect:
            true
        default: false
        }
    }

    private func setBody(_ body: CallBody, method: Method) -> Bool {
        switch body {
        case .none: return setBytes([], method: method)
        case .bytes(let bytes): return setBytes(bytes, method: method)
        case .stream(length: 0, _): return setBytes([], method: method)
        case .stream(let length, let source):
            guard method != .head, length ?? 0 <= UInt64(Int64.max) else { return false }
            upload = Upload(source: source, length: length, transfer: self)
            return set(.upload) && easy.set(CURLOPT_INFILESIZE_LARGE, offset: length.map { Int64(clamping: $0) } ?? -1) == CURLE_OK
        }
    }

    private func setBytes(_ bytes: [UInt8], method: Method) -> Bool {
        if method == .head { return bytes.isEmpty && set(.head) }
        // Methods that are expected to have content say `Content-Length: 0` (RFC 9110 §8.6).
        guard !bytes.isEmpty || method == .post || method == .put || method == .patch else { return set(.get) }
        body = bytes
        // SAFETY: `body` keeps the array, whose storage stays where it is until `finish` drops it, after libcurl let go of the call.
        let address = unsafe body.withUnsafeBytes { $0.baseAddress }
        return unsafe set(.post) && easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: Int64(bytes.count)) == CURLE_OK
            && ccurl_set_const_pointer(easy.pointer, CURLOPT_POSTFIELDS, bytes.isEmpty ? RequestText.empty : address) == CURLE_OK
    }

    /// HTTP/2 only for what goes out in one go: libcurl 7.88 spins over a paused upload, and over one that was answered early.
    private func setVersion() -> Bool {
        let asks = lane.settings.offersHTTP2 && lane.route.upstream.isSecure && upload == nil && body.count <= 16 * 1024
        guard asks != asksForHTTP2 else { return true }
        asksForHTTP2 = asks
        return easy.set(CURLOPT_HTTP_VERSION, asks ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1) == CURLE_OK
    }

    private func set(_ mode: RequestMode) -> Bool {
        guard mode != self.mode else { return true }
        let code =
            switch mode {
            case .get: easy.set(CURLOPT_HTTPGET, 1)
            case .head: easy.set(CURLOPT_NOBODY, 1)
            case .post: easy.set(CURLOPT_POST, 1)
            case .upload: easy.set(CURLOPT_UPLOAD, 1)
            }
        self.mode = mode
        return code == CURLE_OK
    }
}
