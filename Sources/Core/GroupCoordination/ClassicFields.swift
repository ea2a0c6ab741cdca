package import Bytes

/// Fields as Kafka's non-flexible formats have them: lengths before the bytes, -1 for null.
package extension ByteWriter {
    /// i16 length and UTF-8.
    mutating func writeString16(_ text: String) {
        writeInteger(Int16(text.utf8.count))
        writeUTF8(text)
    }

    mutating func writeNullableString16(_ text: String?) {
        if let text { writeString16(text) } else { writeInteger(Int16(-1)) }
    }

    /// i32 length and the bytes.
    mutating func writeBytes32(_ bytes: [UInt8]) {
        writeInteger(Int32(bytes.count))
        writeBytes(bytes)
    }
}

package extension ByteReader {
    mutating func readString16(_ reading: String) throws(MalformedBytes) -> String {
        try readString(Int(try readInteger(Int16.self)), reading: reading)
    }

    mutating func readNullableString16(_ reading: String) throws(MalformedBytes) -> String? {
        let length: Int16 = try readInteger()
        return length == -1 ? nil : try readString(Int(length), reading: reading)
    }

    mutating func readBytes32(_ reading: String) throws(MalformedBytes) -> [UInt8] {
        try readBytes(Int(try readInteger(Int32.self)), reading: reading)
    }

    mutating func readNullableBytes32(_ reading: String) throws(MalformedBytes) -> [UInt8]? {
        let length: Int32 = try readInteger()
        return length == -1 ? nil : try readBytes(Int(length), reading: reading)
    }

    /// An i32 count of elements that need at least `elementBytes` each, checked against what is left.
    mutating func readCount(_ reading: String, elementBytes: Int) throws(MalformedBytes) -> Int {
        let start = position
        let count = Int(try readInteger(Int32.self))
        guard count >= 0 else { throw .negative(reading, position: start, found: count) }
        guard count <= remaining / elementBytes else {
            throw .truncated(reading, position: start, needs: count * elementBytes, left: remaining)
        }
        return count
    }
}
