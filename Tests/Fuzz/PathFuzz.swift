/// libFuzzer's entry: any bytes as a path, a query and a template (Tests/Fuzz/run.sh).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPath(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    if let promise = PathProperty.broken(by: input) { preconditionFailure(promise) }
    return 0
}
