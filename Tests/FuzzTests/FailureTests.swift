import Foundation
import FuzzTargets
import Testing

/// Everything a fuzzer has ever found, by the name it was given: `Failures/TARGET/what-it-is`, and `what-it-is.hex` for bytes that
/// are no text.
@Suite struct `What fuzzing found` {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Failures")

    @Test(arguments: FuzzTarget.allCases) func `stays repaired`(_ target: FuzzTarget) throws {
        let folder = Self.root.appending(path: target.rawValue)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(!names.isEmpty, "\(target.rawValue) has no input to run")
        // A finding is repaired when its target returns: it traps on what is wrong.
        for name in names {
            let content = try Data(contentsOf: folder.appending(path: name))
            let input = name.hasSuffix(".hex") ? bytes(ofHex: String(decoding: content, as: UTF8.self)) : [UInt8](content)
            target.run(try #require(input, "\(name) is no hex: 00 0a0b, or 0a0b*300 for a word many times"))
        }
    }

    @Test func `is written in hex, where a word may stand for a run of its bytes`() {
        #expect(bytes(ofHex: "00 527f*3\n01") == [0, 0x52, 0x7f, 0x52, 0x7f, 0x52, 0x7f, 1])
        for text in ["0", "0g", "00*x", "*2", "00*-1", "00*2*2"] { #expect(bytes(ofHex: text) == nil, "\(text)") }
    }

    private func bytes(ofHex text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            let parts = word.split(separator: "*", omittingEmptySubsequences: false)
            let digits = Array(parts[0])
            guard parts.count <= 2, let count = parts.count == 2 ? Int(parts[1]) : 1, count >= 0, !digits.isEmpty,
                digits.count.isMultiple(of: 2)
            else { return nil }
            var run: [UInt8] = []
            for place in stride(from: 0, to: digits.count, by: 2) {
                guard let byte = UInt8(String(digits[place...(place + 1)]), radix: 16) else { return nil }
                run.append(byte)
            }
            for _ in 0..<count { bytes += run }
        }
        return bytes
    }
}
