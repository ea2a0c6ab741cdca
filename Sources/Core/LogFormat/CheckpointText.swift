internal import Bytes

/// The text of checkpoint files: a version line (`0`), a line with the number of entries, a line for each.
enum CheckpointText {
    private static let version = "0"
    /// Entries no file of ours comes near to.
    private static let largestCount = 10_000_000

    static func write(_ lines: [String]) -> [UInt8] {
        var text = "\(version)\n\(lines.count)\n"
        for line in lines { text += line + "\n" }
        return Array(text.utf8)
    }

    /// The entries, each split at its spaces into `fieldCount` fields.
    static func read(_ bytes: [UInt8], fieldCount: Int, reading: String) throws(MalformedBytes) -> [[Substring]] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw MalformedBytes(reading: reading, position: 0, problem: "is not UTF-8")
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        guard lines.count >= 2, lines[0] == version else {
            throw MalformedBytes(reading: reading, position: 0, problem: "does not begin with version \(version) and a count")
        }
        guard let count = Int(lines[1]), (0...largestCount).contains(count), count == lines.count - 2 else {
            throw MalformedBytes(
                reading: reading, position: lines[0].utf8.count + 1,
                problem: "claims \(lines[1]) entries, \(lines.count - 2) lines follow")
        }
        var entries: [[Substring]] = []
        for (index, line) in lines.dropFirst(2).enumerated() {
            let fields = line.split(separator: " ", omittingEmptySubsequences: false)
            guard fields.count == fieldCount else {
                throw MalformedBytes(
                    reading: reading, position: 0, problem: "entry \(index + 1) has \(fields.count) fields, not \(fieldCount)")
            }
            entries.append(fields)
        }
        return entries
    }
}
