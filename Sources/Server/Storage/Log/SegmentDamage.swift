package import DurableState

/// A part of a segment file that does not hold what was written there: bit rot, or somebody's hand. Readers of these offsets get
/// an error, all others what they ask for.
package struct SegmentDamage: Equatable, Sendable {
    package var partition: LogPartition
    /// The file's name.
    package var file: String
    package var bytes: Range<Int64>
    /// Those that lay there; the last of them is a guess where nothing readable follows.
    package var offsets: Range<Int64>
    /// What was expected and what was found.
    package var problem: String

    /// What an operator reads.
    var report: String { "\(partition): \(sentence)" }

    var sentence: String {
        "\(file) is damaged at byte \(bytes.lowerBound): \(problem). Offsets \(offsets.lowerBound) to "
            + "\(offsets.upperBound - 1) cannot be read, all others are served. Stop Herald and put back a copy of the file; or, "
            + "if there is none, delete the records before offset \(offsets.upperBound), or read on from there"
    }

    /// What a reader is told.
    var refusal: String {
        "offsets \(offsets.lowerBound) to \(offsets.upperBound - 1) are damaged on the disk (\(file) at byte "
            + "\(bytes.lowerBound): \(problem)); read on from offset \(offsets.upperBound), or put back a copy of the file"
    }
}
