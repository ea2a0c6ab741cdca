package import Bytes

/// Fields as Kafka's flexible formats have them: an unsigned varint of length plus one before the bytes, 0 for null.
/// Read only: Herald writes the older forms, which every tool understands.
package extension ByteReader {
    mutating func readCompactString(_ reading: String) throws(MalformedBytes) -> String {
        let start = position
        guard let text = try readNullableCompactString(reading) else {
            throw MalformedBytes(reading: reading, position: start, problem: "is null")
        }
        return text
    }

    mutating func readNullableCompactString(_ reading: String) throws(MalformedBytes) -> String? {
        let start = position
        let length = Int(try readUnsignedVarint()) - 1
        // Longer ones could not be written back in the older forms.
        guard length <= Int16.max else { throw .tooLong(reading, position: start, found: length, limit: Int(Int16.max)) }
        return length == -1 ? nil : try readString(length, reading: reading)
    }

    mutating func readCompactBytes(_ reading: String) throws(MalformedBytes) -> [UInt8] {
        try readBytes(Int(try readUnsignedVarint()) - 1, reading: reading)
    }

    /// A count of elements that need at least `elementBytes` each, checked against what is left.
    mutating func readCompactCount(_ reading: String, elementBytes: Int) throws(MalformedBytes) -> Int {
        let start = position
        let count = Int(try readUnsignedVarint()) - 1
        guard count >= 0 else { throw .negative(reading, position: start, found: count) }
        guard count <= remaining / elementBytes else {
            throw .truncated(reading, position: start, needs: count * elementBytes, left: remaining)
        }
        return count
    }

    /// Steps over tagged fields: none of them means anything here.
    mutating func skipTaggedFields() throws(MalformedBytes) {
        for _ in 0..<(try readUnsignedVarint()) {
            _ = try readUnsignedVarint()
            try skip(Int(try readUnsignedVarint()), reading: "tagged field")
        }
    }
}
