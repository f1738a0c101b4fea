internal import CCurl
internal import HTTPCore

/// The C strings of one request: its target and its field lines, in memory that the next request uses again.
///
/// libcurl reads the list while it writes the request; building it here costs no allocation a line.
@safe final class RequestText {
    // SAFETY: both blocks are owned by this object, grown only in `reserve` before any pointer into them is handed out.
    private var text: UnsafeMutablePointer<CChar>
    private var textCapacity = 2048
    private var textCount = 0
    private var nodes: UnsafeMutablePointer<curl_slist>
    private var nodeCapacity = 32
    private var nodeCount = 0

    init() {
        unsafe text = .allocate(capacity: textCapacity)
        unsafe nodes = .allocate(capacity: nodeCapacity)
    }

    deinit {
        unsafe text.deallocate()
        unsafe nodes.deallocate()
    }

    /// Forgets what was there and makes room.
    func reserve(bytes: Int, lines: Int) {
        textCount = 0
        nodeCount = 0
        if bytes > textCapacity {
            unsafe text.deallocate()
            textCapacity = bytes
            unsafe text = .allocate(capacity: bytes)
        }
        if lines > nodeCapacity {
            unsafe nodes.deallocate()
            nodeCapacity = lines
            unsafe nodes = .allocate(capacity: lines)
        }
    }

    /// A C string of `bytes`; the caller has checked that it holds no NUL and has reserved `bytes.count + 1`.
    func string(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<CChar> {
        let start = unsafe text + textCount
        unsafe append(bytes)
        appendByte(0)
        return unsafe UnsafePointer(start)
    }

    /// Adds `name: value`; false where an octet may not stand there. Needs `name.count + value.count + 3` reserved.
    func add(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) -> Bool {
        guard unsafe FieldOctets.areName(name), unsafe FieldOctets.areValue(value) else { return false }
        let start = unsafe text + textCount
        unsafe append(name)
        if unsafe value.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
            // libcurl reads `name:` as "leave this field out"; `name;` is its spelling for an empty value.
            appendByte(0x3b)
        } else {
            appendByte(0x3a)
            appendByte(0x20)
            unsafe append(value)
        }
        appendByte(0)
        unsafe (nodes + nodeCount).initialize(to: curl_slist(data: start, next: nil))
        nodeCount += 1
        return true
    }

    /// Links the lines, with those that take libcurl's own fields out at the end.
    func list() -> UnsafeMutablePointer<curl_slist> {
        let tail = unsafe RequestText.suppressed
        for at in 0..<nodeCount { unsafe nodes[at].next = unsafe at + 1 < nodeCount ? nodes + at + 1 : tail }
        return unsafe nodeCount == 0 ? tail : nodes
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
