package import Bytes

/// Fields as Kafka's flexible formats have them: an unsigned varint of length plus one before the bytes, 0 for null. Offsets and
/// classic groups are read in this form and written in the older one, which every tool understands.
package extension ByteWriter {
    mutating func writeCompactString(_ text: String) {
        writeCompactCount(text.utf8.count)
        writeUTF8(text)
    }

    mutating func writeNullableCompactString(_ text: String?) {
        if let text { writeCompactString(text) } else { writeUnsignedVarint(0) }
    }

    mutating func writeCompactBytes(_ bytes: [UInt8]) {
        writeCompactCount(bytes.count)
        writeBytes(bytes)
    }

    mutating func writeCompactCount(_ count: Int) { writeUnsignedVarint(UInt32(count + 1)) }

    mutating func writeNoTaggedFields() { writeUnsignedVarint(0) }
}

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
        try readTaggedFields { (_, _) throws(MalformedBytes) in }
    }

    /// Gives each tagged field to `read`, which takes of it what it knows.
    mutating func readTaggedFields(
        _ read: (_ tag: UInt32, inout ByteReader) throws(MalformedBytes) -> Void
    ) throws(MalformedBytes) {
        for _ in 0..<(try readUnsignedVarint()) {
            let tag = try readUnsignedVarint()
            var field = try readSlice(Int(try readUnsignedVarint()), reading: "tagged field")
            try read(tag, &field)
        }
    }
}

/// A value of version 0 in a flexible format: `i16 version 0 | fields | tagged fields`.
enum FlexibleValue {
    /// - Parameter fields: Writes the fields, and the tagged ones behind them.
    static func encode(_ fields: (inout ByteWriter) -> Void) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(Int16(0))
        fields(&writer)
        return writer.array()
    }

    /// - Parameter fields: Reads the fields, and the tagged ones behind them.
    static func decode<Value>(
        _ bytes: [UInt8], _ reading: String, _ fields: (inout ByteReader) throws(MalformedBytes) -> Value
    ) throws(MalformedBytes) -> Value {
        try bytes.withByteReader { (reader) throws(MalformedBytes) in
            let version: Int16 = try reader.readInteger()
            guard version == 0 else {
                throw MalformedBytes(
                    reading: reading, position: 0, problem: "is of version \(version); this program reads 0")
            }
            return try fields(&reader)
        }
    }
}
