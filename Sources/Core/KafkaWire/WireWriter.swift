package import Bytes

/// Writes the fields of Kafka messages: the mirror of `WireReader`.
///
/// What cannot be written (a string beyond Kafka's limit) is left empty and remembered in `problem`; such a message must
/// not be sent.
package struct WireWriter: ~Copyable {
    package var bytes: ByteWriter
    /// Whether lengths are compact and structs end in tagged fields (KIP-482).
    package var isFlexible: Bool
    /// Where bytes from elsewhere belong, in order.
    package private(set) var splices: [Splice] = []
    /// The first thing that could not be written.
    package private(set) var problem: String?
    /// The first error code that was written and is one; `.none` if none was.
    package private(set) var firstError = ErrorCode.none

    package init(capacity: Int = 256, isFlexible: Bool = false) {
        self.bytes = ByteWriter(capacity: capacity)
        self.isFlexible = isFlexible
    }

    /// Forgets the message, keeps the memory.
    package mutating func removeAll() {
        bytes.removeAll()
        splices.removeAll(keepingCapacity: true)
        problem = nil
        firstError = .none
    }

    // MARK: Frames

    /// Leaves room for a frame's length; returns where the frame begins.
    package mutating func beginFrame() -> Int {
        let start = bytes.count
        bytes.writeInteger(Int32(0))
        return start
    }

    /// Writes the length of the frame that began at `start`, splices included.
    package mutating func endFrame(_ start: Int) {
        var length = bytes.count - start - 4
        for splice in splices where splice.position >= start { length += splice.byteCount }
        if length > Int(Int32.max) {
            fail("the frame has \(length) bytes, a length prefix counts to \(Int32.max)")
            length = 0
        }
        bytes.patchInteger(Int32(length), at: start)
    }

    // MARK: Fixed sizes

    package mutating func writeInteger<T: FixedWidthInteger>(_ value: T) { bytes.writeInteger(value) }

    package mutating func writeBool(_ value: Bool) { bytes.write(value ? 1 : 0) }

    package mutating func writeError(_ code: ErrorCode) {
        if code != .none, firstError == .none { firstError = code }
        bytes.writeInteger(code.rawValue)
    }

    package mutating func writeUUID(_ value: KafkaUUID) {
        bytes.writeInteger(value.high)
        bytes.writeInteger(value.low)
    }

    // MARK: Strings and bytes

    package mutating func writeString(_ text: String) {
        var text = text
        if text.utf8.count > WireReader.maxStringBytes {
            fail("a string has \(text.utf8.count) bytes, Kafka allows \(WireReader.maxStringBytes)")
            text = ""
        }
        writeLength(text.utf8.count, classic: Int16.self)
        bytes.writeUTF8(text)
    }

    package mutating func writeNullableString(_ text: String?) {
        guard let text else { return writeNull(classic: Int16.self) }
        writeString(text)
    }

    package mutating func writeBytes(_ value: [UInt8]) {
        writeLength(value.count, classic: Int32.self)
        bytes.writeBytes(value)
    }

    package mutating func writeNullableBytes(_ value: [UInt8]?) {
        guard let value else { return writeNull(classic: Int32.self) }
        writeBytes(value)
    }

    /// Null becomes a zero-length field.
    package mutating func writeRecords(_ records: RecordBytes) {
        writeNullableRecords(records == .none ? .bytes([]) : records)
    }

    package mutating func writeNullableRecords(_ records: RecordBytes) {
        switch records {
        case .none:
            writeNull(classic: Int32.self)
        case .bytes(let value):
            writeBytes(value)
        case .frame, .splice:
            writeLength(records.byteCount, classic: Int32.self)
            splices.append(Splice(position: bytes.count, byteCount: records.byteCount))
        }
    }

    // MARK: Arrays and structs

    package mutating func writeStructs<T: KafkaStruct>(_ values: [T], version: Int16) {
        writeLength(values.count, classic: Int32.self)
        for value in values { value.encode(into: &self, version: version) }
    }

    package mutating func writeNullableStructs<T: KafkaStruct>(_ values: [T]?, version: Int16) {
        guard let values else { return writeNull(classic: Int32.self) }
        writeStructs(values, version: version)
    }

    package mutating func writeIntegers<T: FixedWidthInteger>(_ values: [T]) {
        writeLength(values.count, classic: Int32.self)
        for value in values { bytes.writeInteger(value) }
    }

    package mutating func writeNullableIntegers<T: FixedWidthInteger>(_ values: [T]?) {
        if let values { writeIntegers(values) } else { writeNull(classic: Int32.self) }
    }

    package mutating func writeStrings(_ values: [String]) {
        writeLength(values.count, classic: Int32.self)
        for value in values { writeString(value) }
    }

    package mutating func writeNullableStrings(_ values: [String]?) {
        guard let values else { return writeNull(classic: Int32.self) }
        writeStrings(values)
    }

    package mutating func writeStruct<T: KafkaStruct>(_ value: T, version: Int16) {
        value.encode(into: &self, version: version)
    }

    package mutating func writeNullableStruct<T: KafkaStruct>(_ value: T?, version: Int16) {
        bytes.writeInteger(value == nil ? Int8(-1) : Int8(1))
        value?.encode(into: &self, version: version)
    }

    // MARK: Ends of structs

    /// Ends a struct without tagged fields.
    package mutating func endStruct() {
        if isFlexible { bytes.write(0) }
    }

    package mutating func endStruct(_ tags: TaggedFields) {
        guard isFlexible else { return }
        bytes.writeUnsignedVarint(UInt32(tags.fields.count))
        for field in tags.fields {
            bytes.writeUnsignedVarint(field.tag)
            bytes.writeUnsignedVarint(UInt32(field.bytes.count))
            bytes.writeBytes(field.bytes)
        }
        if let problem = tags.problem { fail(problem) }
    }

    // MARK: Lengths

    private mutating func writeLength<T: FixedWidthInteger>(_ length: Int, classic: T.Type) {
        if isFlexible {
            bytes.writeUnsignedVarint(UInt32(clamping: length + 1))
        } else {
            bytes.writeInteger(T(clamping: length))
        }
    }

    private mutating func writeNull<T: FixedWidthInteger & SignedInteger>(classic: T.Type) {
        if isFlexible { bytes.write(0) } else { bytes.writeInteger(T(-1)) }
    }

    private mutating func fail(_ problem: String) {
        if self.problem == nil { self.problem = problem }
    }
}

/// The tagged fields of a struct that are there to be written, in ascending order of their tags.
package struct TaggedFields {
    fileprivate var fields: [(tag: UInt32, bytes: [UInt8])] = []
    fileprivate var problem: String?

    package init() {}

    package mutating func append(_ tag: UInt32, _ write: (inout WireWriter) -> Void) {
        var writer = WireWriter(capacity: 64, isFlexible: true)
        write(&writer)
        fields.append((tag, writer.bytes.array()))
        if problem == nil { problem = writer.problem }
    }
}
