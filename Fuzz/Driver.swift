// What libFuzzer calls. The target is named by HERALD_FUZZ_TARGET, so that one program serves all.
import FuzzTargets
import Glibc

private let target: FuzzTarget = {
    let name = getenv("HERALD_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        fputs("HERALD_FUZZ_TARGET is \"\(name)\"; expected one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))\n", stderr)
        exit(2)
    }
    return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run([UInt8](UnsafeBufferPointer(start: start, count: count)))
    return 0
}
