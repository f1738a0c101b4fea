internal import CCurl

/// Owner of one libcurl easy handle.
@safe struct EasyHandle: ~Copyable {
    // SAFETY: made in init, freed once in deinit; its transfer removes it from the multi handle before.
    let pointer: UnsafeMutableRawPointer

    init?() {
        guard CurlLibrary.isReady, let pointer = unsafe curl_easy_init() else { return nil }
        unsafe self.pointer = unsafe pointer
    }

    deinit { unsafe curl_easy_cleanup(pointer) }

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
