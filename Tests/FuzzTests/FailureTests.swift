import Foundation
import FuzzTargets
import Testing

/// Everything a fuzzer has ever found, by the name it was given: `Failures/TARGET/what-it-is`.
@Suite struct `What fuzzing found` {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Failures")

    @Test(arguments: FuzzTarget.allCases) func `stays repaired`(_ target: FuzzTarget) throws {
        let folder = Self.root.appending(path: target.rawValue)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(!names.isEmpty, "\(target.rawValue) has no input to run")
        // A finding is repaired when its target returns: it traps on what is wrong.
        for name in names { target.run([UInt8](try Data(contentsOf: folder.appending(path: name)))) }
    }
}
