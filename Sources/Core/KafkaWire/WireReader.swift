package import Bytes

/// Reads the fields of Kafka messages: classic or compact lengths, null, arrays, tagged fields.
///
/// Every length and count is checked against what is left before anything is allocated. Like the `ByteReader` in it, a
/// reader must not outlive the bytes it was lent. The `field` of each call names what is read in errors.
package struct WireReader {
    @usableFromInline package var bytes: ByteReader
    /// Whether lengths are compact and structs end in tagged fields (KIP-482).
    @usableFromInline package var isFlexible: Bool
    /// Array elements that may still be read: bounds what a message can make of few bytes.
    var elementAllowance: Int

    /// Elements of all arrays in a message together. A frame of 100 MiB could else claim as many structs as it has bytes.
    package static let maxElements = 1 << 20
    /// Kafka's limit, in compact strings as well.
    package static let maxStringBytes = Int(Int16.max)

    package init(_ bytes: ByteReader, isFlexible: Bool = false) {
        self.bytes = bytes
        self.isFlexible = isFlexible
        self.elementAllowance = Self.maxElements
    }

    // MARK: Fixed sizes

    @inlinable
    package mutating func readInteger<T: FixedWidthInteger>(_ field: String) throws(MalformedBytes) -> T {
        guard bytes.remaining >= MemoryLayout<T>.size else {
            throw .truncated(field, position: bytes.position, needs: MemoryLayout<T>.size, left: bytes.remaining)
        }
        return try bytes.readInteger(T.self)
    }

    package mutating func readBool(_ field: String) throws(MalformedBytes) -> Bool {
        let byte: UInt8 = try readInteger(field)
        return byte != 0
    }

    package mutating func readError(_ field: String) throws(MalformedBytes) -> ErrorCode {
        ErrorCode(rawValue: try readInteger(field))
    }

    package mutating func readUUID(_ field: String) throws(MalformedBytes) -> KafkaUUID {
        KafkaUUID(high: try readInteger(field), low: try readInteger(field))
    }

    // MARK: Strings and bytes

    package mutating func readString(_ field: String) throws(MalformedBytes) -> String {
        let position = bytes.position
        guard let text = try readNullableString(field) else { throw .unexpectedNull(field, position: position) }
        return text
    }

    package mutating func readNullableString(_ field: String) throws(MalformedBytes) -> String? {
        let position = bytes.position
        guard let count = try readLength(field, classic: Int16.self) else { return nil }
        guard count <= Self.maxStringBytes else {
            throw .tooLong(field, position: position, found: count, limit: Self.maxStringBytes)
        }
        return try bytes.readString(count, reading: field)
    }

    package mutating func readBytes(_ field: String) throws(MalformedBytes) -> [UInt8] {
        let position = bytes.position
        guard let value = try readNullableBytes(field) else { throw .unexpectedNull(field, position: position) }
        return value
    }

    package mutating func readNullableBytes(_ field: String) throws(MalformedBytes) -> [UInt8]? {
        guard let count = try readLength(field, classic: Int32.self) else { return nil }
        return try bytes.readBytes(count, reading: field)
    }

    package mutating func readRecords(_ field: String) throws(MalformedBytes) -> RecordBytes {
        let position = bytes.position
        let records = try readNullableRecords(field)
        if records == .none { throw .unexpectedNull(field, position: position) }
        return records
    }

    package mutating func readNullableRecords(_ field: String) throws(MalformedBytes) -> RecordBytes {
        guard let count = try readLength(field, classic: Int32.self) else { return .none }
        return .frame(try bytes.readRange(count, reading: field))
    }

    /// A length or count; nil is null.
    mutating func readLength<T: FixedWidthInteger & SignedInteger>(
        _ field: String, classic: T.Type
    ) throws(MalformedBytes) -> Int? {
        let position = bytes.position
        if isFlexible {
            let raw: UInt32
            do throws(MalformedBytes) { raw = try bytes.readUnsignedVarint() } catch {
                throw MalformedBytes(reading: field, position: error.position, problem: error.problem)
            }
            return raw == 0 ? nil : Int(raw) - 1
        }
        let raw: T = try readInteger(field)
        if raw == -1 { return nil }
        guard raw >= 0 else { throw .negative(field, position: position, found: Int(raw)) }
        return Int(raw)
    }
}

extension MalformedBytes {
    @inline(never)
    static func unexpectedNull(_ field: String, position: Int) -> MalformedBytes {
        MalformedBytes(reading: field, position: position, problem: "is null, and may not be")
    }
}
