internal import Bytes
internal import Compression
internal import KafkaClient
internal import RegistryModel

/// A record taken apart: which schema it names, and where its data begins.
///
/// Confluent's two ways are read wherever they are met: the header first, then the bytes in front (magic 0 and an id, magic 1
/// and a GUID). An id of 0 is nobody's; the same bytes are the upper half of Apicurio's 8-byte ids.
struct RecordFrame {
    enum Writer: Hashable {
        case known(SchemaKey)
        case foreign(ForeignSchemas.Reference)
    }

    /// How a Protobuf record says which message it is.
    enum MessageNaming {
        /// Confluent's indexes stand at `offset`.
        case inPayload
        /// Confluent's indexes, behind the GUID of the header.
        case inHeader([UInt8])
        /// Glue's: a varint at `offset`, the place among all messages by full name.
        case byFullName
        /// Not understood here.
        case unknown
    }

    var writer: Writer
    /// What the data stands in: the record's own bytes, or what they unpack to.
    var bytes: [UInt8]
    var offset: Int
    var messageNaming: MessageNaming

    /// What a compressed record may unpack to: more than any broker takes.
    private static let maxUnpackedBytes = 64 << 20

    static func read(
        _ bytes: [UInt8], headers: [RecordHeader], side: SubjectNameStrategy.Side, readsAzurePreamble: Bool
    ) throws(MalformedBytes) -> RecordFrame {
        if let frame = try header(bytes, headers, side) { return frame }
        switch bytes.first {
        case 1:
            guard let guid = SchemaGUID(bytes: bytes.dropFirst().prefix(16)) else {
                throw MalformedBytes(reading: "schema prefix", position: 0, problem: "has no GUID of 16 bytes behind the byte 1")
            }
            return RecordFrame(writer: .known(.guid(guid)), bytes: bytes, offset: 17, messageNaming: .inPayload)
        case 3: return try glue(bytes)
        case 0:
            if readsAzurePreamble, let id = azureID(bytes) {
                return RecordFrame(writer: .foreign(.azure(id)), bytes: bytes, offset: 36, messageNaming: .unknown)
            }
            guard bytes.count >= 9, bytes[1...4].allSatisfy({ $0 == 0 }) else { break }
            return RecordFrame(
                writer: .foreign(.apicurio(long(bytes[1..<9]))), bytes: bytes, offset: 9, messageNaming: .unknown)
        default: break
        }
        let id = try SchemaFrame.read(bytes)
        return RecordFrame(writer: .known(.id(id)), bytes: bytes, offset: SchemaFrame.byteCount, messageNaming: .inPayload)
    }

    // MARK: Headers

    private static func header(
        _ bytes: [UInt8], _ headers: [RecordHeader], _ side: SubjectNameStrategy.Side
    ) throws(MalformedBytes) -> RecordFrame? {
        if headers.isEmpty { return nil }
        let name = SchemaIDHeader.name(side)
        if let value = headers.last(where: { $0.name == name })?.value {
            switch value.first {
            case 1:
                guard let guid = SchemaGUID(bytes: value.dropFirst().prefix(16)) else { break }
                return bare(.known(.guid(guid)), bytes, .inHeader(Array(value.dropFirst(17))))
            case 0 where value.count >= SchemaFrame.byteCount:
                let id = try SchemaFrame.read(value)
                return bare(.known(.id(id)), bytes, .inHeader(Array(value.dropFirst(SchemaFrame.byteCount))))
            default: break
            }
            throw MalformedBytes(
                reading: "header \(name)", position: 0,
                problem: "has \(value.count) bytes that are neither 1 and a GUID nor 0 and an id")
        }
        if let type = headers.last(where: { $0.name == "content-type" })?.value, let id = azureID(contentType: type) {
            return bare(.foreign(.azure(id)), bytes, .unknown)
        }
        let global = "apicurio.\(side.rawValue).globalId"
        if let value = headers.last(where: { $0.name == global })?.value, value.count == 8 {
            return bare(.foreign(.apicurio(long(value[...]))), bytes, .unknown)
        }
        return nil
    }

    /// A record that is data from its first byte on.
    private static func bare(_ writer: Writer, _ bytes: [UInt8], _ messageNaming: MessageNaming) -> RecordFrame {
        RecordFrame(writer: writer, bytes: bytes, offset: 0, messageNaming: messageNaming)
    }

    /// `avro/binary+` and 32 hexadecimal digits.
    private static func azureID(contentType: [UInt8]) -> String? {
        let prefix = Array("avro/binary+".utf8)
        guard contentType.starts(with: prefix) else { return nil }
        return hexadecimal(contentType.dropFirst(prefix.count))
    }

    // MARK: Bytes in front

    /// `03`, a byte that says whether zlib packed what follows, and the UUID of the schema version.
    private static func glue(_ bytes: [UInt8]) throws(MalformedBytes) -> RecordFrame {
        guard bytes.count >= 18, let version = SchemaGUID(bytes: bytes[2..<18]) else {
            throw MalformedBytes(
                reading: "schema prefix", position: 0,
                problem: "begins with 3 as AWS Glue's, whose header has 18 bytes, and has \(bytes.count)")
        }
        let writer = Writer.foreign(.glue(version.description))
        switch bytes[1] {
        case 0: return RecordFrame(writer: writer, bytes: bytes, offset: 18, messageNaming: .byFullName)
        case 5: return RecordFrame(writer: writer, bytes: try unpacked(bytes), offset: 0, messageNaming: .byFullName)
        default:
            throw MalformedBytes(
                reading: "schema prefix", position: 1,
                problem: "says the compression \(bytes[1]); AWS Glue has 0 (none) and 5 (zlib)")
        }
    }

    private static func unpacked(_ bytes: [UInt8]) throws(MalformedBytes) -> [UInt8] {
        let result: Result<[UInt8], CompressionError> = bytes.withUnsafeBytes { raw in
            do throws(CompressionError) {
                return .success(
                    try ZlibCodec.decompress(UnsafeRawBufferPointer(rebasing: raw[18...]), limit: maxUnpackedBytes))
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let unpacked): return unpacked
        case .failure(let error):
            throw MalformedBytes(reading: "record", position: 18, problem: "cannot be unpacked: \(error)")
        }
    }

    private static func azureID(_ bytes: [UInt8]) -> String? {
        guard bytes.count >= 36, bytes[..<4].allSatisfy({ $0 == 0 }) else { return nil }
        return hexadecimal(bytes[4..<36])
    }

    private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.count == 32, bytes.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func long(_ bytes: ArraySlice<UInt8>) -> Int64 {
        Int64(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }
}
