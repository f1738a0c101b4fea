internal import CCurl

/// Owner of one libcurl easy handle.
@safe struct EasyHandle: ~Copyable {
    // SAFETY: made in init, freed once in deinit; its transfer removes it from the multi handle before.
    let pointer: UnsafeMutableRawPointer
    // SAFETY: libcurl copies from it at each call and never frees it; it goes after the handle that names it.
    private let address: OpaquePointer

    init?() {
        guard CurlLibrary.isReady, let address = unsafe curl_url() else { return nil }
        guard let pointer = unsafe curl_easy_init() else {
            unsafe curl_url_cleanup(address)
            return nil
        }
        unsafe self.pointer = unsafe pointer
        unsafe self.address = unsafe address
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe curl_url_cleanup(address)
    }

    /// Where every call of this handle goes. Taken apart once: given as text, libcurl does that again for each call.
    func set(origin: String) -> Bool {
        let code = unsafe origin.withCString { unsafe curl_url_set(address, CURLUPART_URL, $0, UInt32(CURLU_PATH_AS_IS)) }
        guard code == CURLUE_OK else { return false }
        return unsafe set(CURLOPT_CURLU, pointer: UnsafeMutableRawPointer(address)) == CURLE_OK
    }

    func set(_ option: CURLoption, _ value: Int) -> CURLcode { unsafe ccurl_set_long(pointer, option, value) }
    func set(_ option: CURLoption, offset value: Int64) -> CURLcode { unsafe ccurl_set_off(pointer, option, curl_off_t(value)) }
    func set(_ option: CURLoption, _ text: String) -> CURLcode { unsafe text.withCString { unsafe ccurl_set_string(pointer, option, $0) } }
    func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer?) -> CURLcode {
        unsafe ccurl_set_pointer(pointer, option, value)
    }

    /// Bytes of the request's body that left so far.
    var uploadedBytes: Int64 {
        var count: curl_off_t = 0
        _ = unsafe ccurl_get_off(pointer, CURLINFO_SIZE_UPLOAD_T, &count)
        return Int64(count)
    }
}
