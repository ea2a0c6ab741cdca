internal import Bytes
internal import Foundation

/// Bytes that other implementations wrote, as hex dumps `NAME.hex` in a directory beside the tests. Each says in its head who
/// made it and what it holds.
package struct HexFiles: Sendable {
    private let directory: String

    /// - Parameter test: the file of the test, `#filePath`.
    package init(_ name: String, beside test: String) {
        directory = URL(fileURLWithPath: test).deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// Sorted.
    package func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory)
            .filter { $0.hasSuffix(".hex") }.map { String($0.dropLast(4)) }.sorted()
    }

    package func read(_ name: String) throws -> [UInt8] {
        guard let bytes = HexDump.parse(try String(contentsOfFile: "\(directory)/\(name).hex", encoding: .utf8)) else {
            throw MalformedBytes(reading: name, position: 0, problem: "is no hex dump")
        }
        return bytes
    }
}
