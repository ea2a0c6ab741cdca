/// Bytes from a disk or a peer that cannot be what they claim: what was being read, where, expected and found.
///
/// Thrown, never trapped on: outside bytes are not our invariant.
public struct MalformedBytes: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was being read: "record batch header", "compact string".
    public var reading: String
    /// Byte position in the input that was handed to the reader.
    public var position: Int
    /// What is wrong, as a clause: "needs 61 bytes, 12 are left".
    public var problem: String

    public init(reading: String, position: Int, problem: String) {
        self.reading = reading
        self.position = position
        self.problem = problem
    }

    public var description: String { "\(reading) at byte \(position): \(problem)" }

    @usableFromInline @inline(never)
    package static func truncated(_ reading: String, position: Int, needs: Int, left: Int) -> MalformedBytes {
        MalformedBytes(reading: reading, position: position, problem: "needs \(needs) bytes, \(left) are left")
    }

    @usableFromInline @inline(never)
    package static func tooLong(_ reading: String, position: Int, found: Int, limit: Int) -> MalformedBytes {
        MalformedBytes(reading: reading, position: position, problem: "claims \(found), the limit is \(limit)")
    }

    @usableFromInline @inline(never)
    package static func negative(_ reading: String, position: Int, found: Int) -> MalformedBytes {
        MalformedBytes(reading: reading, position: position, problem: "claims a negative length of \(found)")
    }
}
