/// libFuzzer's entry: any bytes as a request head (Tests/Fuzz/run.sh).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRequestHead(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    if let promise = HeadProperty.broken(by: input) { preconditionFailure(promise) }
    return 0
}
