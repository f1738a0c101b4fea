/// libFuzzer's entry: any bytes as a YAML file (Tests/Fuzz/run.sh).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzYAML(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    if let promise = YAMLProperty.broken(by: input) { preconditionFailure(promise) }
    return 0
}
