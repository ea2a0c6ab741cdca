package import KafkaClient
package import RegistryModel

/// How a record names the schema it was written with.
package enum SchemaKey: Hashable, Sendable, CustomStringConvertible {
    case id(SchemaID)
    case guid(SchemaGUID)

    /// What a record says; nil if it says nothing that is understood, or what another registry means.
    package init?(of bytes: [UInt8], headers: [RecordHeader], side: SubjectNameStrategy.Side) {
        guard let frame = try? RecordFrame.read(bytes, headers: headers, side: side, readsAzurePreamble: false),
            case .known(let key) = frame.writer
        else { return nil }
        self = key
    }

    package var description: String {
        switch self {
        case .id(let id): "schema \(id)"
        case .guid(let guid): "schema \(guid)"
        }
    }
}

/// The header a record's schema is named in (Confluent's clients, from 8.0 on): `__value_schema_id`, `__key_schema_id`.
///
///     byte 0      1: a GUID follows; 0: an id follows
///     byte 1–16   GUID, big-endian          byte 1–4   id, int32 big-endian
///     then        for Protobuf the message indexes
enum SchemaIDHeader {
    static func name(_ side: SubjectNameStrategy.Side) -> String { "__\(side.rawValue)_schema_id" }

    static func value(_ guid: SchemaGUID, _ suffix: [UInt8] = []) -> [UInt8] { [1] + guid.bytes + suffix }

    /// Puts the one header of that name in.
    static func write(_ value: [UInt8], _ side: SubjectNameStrategy.Side, to headers: inout [RecordHeader]) {
        let name = name(side)
        headers.removeAll { $0.name == name }
        headers.append(RecordHeader(name, value))
    }
}
