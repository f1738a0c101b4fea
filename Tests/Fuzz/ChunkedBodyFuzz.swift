/// libFuzzer's entry: any bytes as a chunked body (Tests/Fuzz/run.sh).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzChunkedBody(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    if let promise = BodyProperty.broken(by: input) { preconditionFailure(promise) }
    return 0
}
