package import Bytes

// Arrays and structs. A count is believed only as far as the bytes that are left could hold it.
extension WireReader {
    package mutating func readStructs<T: KafkaStruct>(_ field: String, version: Int16) throws(MalformedBytes) -> [T] {
        let position = bytes.position
        guard let values: [T] = try readNullableStructs(field, version: version) else {
            throw .unexpectedNull(field, position: position)
        }
        return values
    }

    package mutating func readNullableStructs<T: KafkaStruct>(
        _ field: String, version: Int16
    ) throws(MalformedBytes) -> [T]? {
        guard let count = try readCount(field, elementBytes: T.minimumByteCount) else { return nil }
        var values: [T] = []
        values.reserveCapacity(min(count, Self.firstReservation))
        for _ in 0..<count { values.append(try T(from: &self, version: version)) }
        return values
    }

    package mutating func readIntegers<T: FixedWidthInteger>(_ field: String) throws(MalformedBytes) -> [T] {
        let position = bytes.position
        guard let values: [T] = try readNullableIntegers(field) else { throw .unexpectedNull(field, position: position) }
        return values
    }

    package mutating func readNullableIntegers<T: FixedWidthInteger>(_ field: String) throws(MalformedBytes) -> [T]? {
        guard let count = try readCount(field, elementBytes: MemoryLayout<T>.size) else { return nil }
        var values: [T] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try readInteger(field)) }
        return values
    }

    package mutating func readStrings(_ field: String) throws(MalformedBytes) -> [String] {
        let position = bytes.position
        guard let values = try readNullableStrings(field) else { throw .unexpectedNull(field, position: position) }
        return values
    }

    package mutating func readNullableStrings(_ field: String) throws(MalformedBytes) -> [String]? {
        guard let count = try readCount(field, elementBytes: isFlexible ? 1 : 2) else { return nil }
        var values: [String] = []
        values.reserveCapacity(min(count, Self.firstReservation))
        for _ in 0..<count { values.append(try readString(field)) }
        return values
    }

    package mutating func readStruct<T: KafkaStruct>(_ field: String, version: Int16) throws(MalformedBytes) -> T {
        try T(from: &self, version: version)
    }

    /// One byte says whether the struct is there: -1 for null.
    package mutating func readNullableStruct<T: KafkaStruct>(_ field: String, version: Int16) throws(MalformedBytes) -> T? {
        let presence: Int8 = try readInteger(field)
        return presence < 0 ? nil : try T(from: &self, version: version)
    }

    /// The count of an array whose elements take at least `elementBytes` each; nil is null.
    private mutating func readCount(_ field: String, elementBytes: Int) throws(MalformedBytes) -> Int? {
        let position = bytes.position
        guard let count = try readLength(field, classic: Int32.self) else { return nil }
        let possible = bytes.remaining / max(elementBytes, 1)
        guard count <= possible else { throw .tooLong(field, position: position, found: count, limit: possible) }
        guard count <= elementAllowance else {
            throw .tooLong(field, position: position, found: count, limit: elementAllowance)
        }
        elementAllowance -= count
        return count
    }

    /// Elements to make room for before the first is read; more room comes as they do.
    private static var firstReservation: Int { 1024 }
}
