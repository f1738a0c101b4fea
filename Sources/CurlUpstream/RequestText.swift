internal import CCurl
internal import Glibc
internal import HTTPCore

/// The C strings of one request: its target and its field lines, in memory that the next request uses again.
///
/// All lines go to libcurl as one list entry with line breaks in it. libcurl looks through the entries by name a dozen times a request and prints
/// each one with its formatter, which cost more than all the rest of sending; it writes an entry out as it is, and every octet was looked at here.
@safe final class RequestText {
    // SAFETY: the block is owned by this object, grown only in `reserve` before any pointer into it is handed out.
    private var text: UnsafeMutablePointer<CChar>
    private var textCapacity = 2048
    private var textCount = 0
    // SAFETY: one entry, owned; its text is in `text`, its next entry lives for ever.
    private let node: UnsafeMutablePointer<curl_slist>
    /// Where the lines begin; nil before the first.
    private var linesStart: Int?
    private var isLastValueEmpty = false

    init() {
        unsafe text = .allocate(capacity: textCapacity)
        unsafe node = .allocate(capacity: 1)
    }

    deinit {
        unsafe text.deallocate()
        unsafe node.deallocate()
    }

    /// Forgets what was there and makes room for that many bytes, three more a line, and one more a string.
    func reserve(bytes: Int) {
        textCount = 0
        linesStart = nil
        if bytes > textCapacity {
            unsafe text.deallocate()
            textCapacity = bytes
            unsafe text = .allocate(capacity: bytes)
        }
    }

    /// A C string of `bytes`; the caller has checked that it holds no NUL and has reserved `bytes.count + 1`.
    func string(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<CChar> {
        let start = unsafe text + textCount
        unsafe append(bytes)
        appendByte(0)
        return unsafe UnsafePointer(start)
    }

    /// Adds `name: value`; false where an octet may not stand there. Needs `name.count + value.count + 4` reserved.
    func add(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) -> Bool {
        guard unsafe isToken(name), unsafe isFieldValue(value) else { return false }
        if linesStart == nil {
            linesStart = textCount
        } else {
            appendByte(0x0d)
            appendByte(0x0a)
        }
        unsafe append(name)
        appendByte(0x3a)
        isLastValueEmpty = unsafe value.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        if !isLastValueEmpty {
            appendByte(0x20)
            unsafe append(value)
        }
        return true
    }

    /// The lines as libcurl takes them, with those that take libcurl's own fields out behind them; no line may be added afterwards.
    func list() -> UnsafeMutablePointer<curl_slist> {
        let tail = unsafe RequestText.suppressed
        guard let linesStart else { return unsafe tail }
        let start = unsafe text + linesStart
        let isOnlyLine = unsafe memchr(start, 0x0a, textCount - linesStart) == nil
        if isOnlyLine, isLastValueEmpty, let colon = unsafe memchr(start, 0x3a, textCount - linesStart) {
            // libcurl reads `name:` as "leave this field out"; `name;` is its spelling for an empty value.
            unsafe colon.assumingMemoryBound(to: CChar.self).pointee = 0x3b
        }
        appendByte(0)
        unsafe node.initialize(to: curl_slist(data: start, next: tail))
        return unsafe node
    }

    /// A body of no bytes that is a body all the same: libcurl takes a null pointer for "ask the read callback".
    static var empty: UnsafeRawPointer { unsafe UnsafeRawPointer(suppressed) }

    static func starts(_ text: UnsafeRawBufferPointer, with words: StaticString) -> Bool {
        guard text.count >= words.utf8CodeUnitCount else { return false }
        for at in 0..<words.utf8CodeUnitCount where unsafe text[at] != words.utf8Start[at] { return false }
        return true
    }

    private func append(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        unsafe UnsafeMutableRawPointer(text + textCount).copyMemory(from: base, byteCount: bytes.count)
        textCount += bytes.count
    }

    private func appendByte(_ byte: CChar) {
        unsafe text[textCount] = byte
        textCount += 1
    }

    /// Fields libcurl would add of its own accord. Lines without a value are looked up but not sent; one that we set stands before.
    // SAFETY: made once, never changed or freed, only read by libcurl.
    nonisolated(unsafe) private static let suppressed: UnsafeMutablePointer<curl_slist> = {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in ["Accept:", "Content-Type:", "Expect:"] as [StaticString] {
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: line.utf8CodeUnitCount + 1)
            unsafe UnsafeMutableRawPointer(copy).copyMemory(from: line.utf8Start, byteCount: line.utf8CodeUnitCount + 1)
            let node = UnsafeMutablePointer<curl_slist>.allocate(capacity: 1)
            unsafe node.initialize(to: curl_slist(data: copy, next: list))
            unsafe list = node
        }
        return unsafe list.unsafelyUnwrapped
    }()
}
