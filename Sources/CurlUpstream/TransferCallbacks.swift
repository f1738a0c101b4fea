internal import CCurl
internal import Glibc

/// The C functions that libcurl calls for one transfer; each finds its transfer and hands over.
enum TransferCallbacks {
    /// Sets them all; the pointers are borrowed: the handle is cleaned up before either object goes.
    static func set(on easy: borrowing EasyHandle, transfer: UnsafeMutableRawPointer, lane: UnsafeMutableRawPointer) -> Bool {
        let handle = unsafe easy.pointer
        let codes = unsafe [
            ccurl_set_prereq_callback(handle, prereq), easy.set(CURLOPT_PREREQDATA, pointer: transfer),
            ccurl_set_opensocket_callback(handle, openSocket), easy.set(CURLOPT_OPENSOCKETDATA, pointer: transfer),
            ccurl_set_closesocket_callback(handle, closeSocket), easy.set(CURLOPT_CLOSESOCKETDATA, pointer: lane),
            ccurl_set_data_callback(handle, CURLOPT_HEADERFUNCTION, header), easy.set(CURLOPT_HEADERDATA, pointer: transfer),
            ccurl_set_data_callback(handle, CURLOPT_WRITEFUNCTION, write), easy.set(CURLOPT_WRITEDATA, pointer: transfer),
            ccurl_set_data_callback(handle, CURLOPT_READFUNCTION, read), easy.set(CURLOPT_READDATA, pointer: transfer),
            ccurl_set_debug_callback(handle, debug), easy.set(CURLOPT_DEBUGDATA, pointer: transfer),
            easy.set(CURLOPT_PRIVATE, pointer: transfer),
        ]
        return codes.allSatisfy { $0 == CURLE_OK }
    }

    static func transfer(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
        unsafe pointer.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private static let prereq: curl_prereq_callback = { user, peer, _, peerPort, localPort in
        guard let transfer = unsafe transfer(user), let peer = unsafe peer else { return CURL_PREREQFUNC_ABORT }
        return unsafe transfer.maySend(peer: peer, peerPort: peerPort, localPort: localPort) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }

    private static let openSocket: curl_opensocket_callback = { user, _, address in
        guard let transfer = unsafe transfer(user), let address = unsafe address else { return -1 }
        return unsafe transfer.openSocket(address)
    }

    private static let closeSocket: curl_closesocket_callback = { user, descriptor in
        if let lane = unsafe Lane.at(user) { lane.forget(descriptor) }
        return close(descriptor)
    }

    private static let header: ccurl_data_callback = { bytes, size, count, user in
        let length = size * count
        guard let transfer = unsafe transfer(user) else { return 0 }
        return unsafe transfer.headerLine(UnsafeRawBufferPointer(start: bytes, count: length)) ? length : 0
    }

    private static let write: ccurl_data_callback = { bytes, size, count, user in
        guard let transfer = unsafe transfer(user) else { return 0 }
        return unsafe transfer.bodyPiece(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }

    private static let read: ccurl_data_callback = { bytes, size, count, user in
        guard let upload = unsafe transfer(user)?.upload else { return Int(CURL_READFUNC_ABORT) }
        return unsafe upload.read(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }

    private static let debug: curl_debug_callback = { _, kind, bytes, count, user in
        guard kind == CURLINFO_TEXT, let transfer = unsafe transfer(user) else { return 0 }
        unsafe transfer.remark(UnsafeRawBufferPointer(start: bytes, count: count))
        return 0
    }
}
