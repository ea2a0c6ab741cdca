import Bytes
import JSONText
import KafkaClient
import RegistryModel

/// A record of a topic as a line of JSON that says all of it (docs/formats/topic-files.md).
///
/// A key or value is null, a string where it is text, `{"base64"}` where it is not, or `{"schema","json"}` where it is encoded
/// with a schema and the same bytes come back out of the JSON.
enum RecordLine {
    static func object(_ record: CarriedRecord, _ shelf: SchemaShelf) -> JSONObject {
        var object = JSONObject()
        if let partition = record.partition { object["partition"] = .number(JSONNumber(partition)) }
        object["offset"] = .number(JSONNumber(record.offset))
        if let timestamp = record.timestamp {
            object["timestamp"] = .number(JSONNumber(timestamp.milliseconds))
            if timestamp.kind == .appended { object["timestampType"] = "LogAppendTime" }
        }
        object["key"] = part(record.key, shelf)
        if !record.headers.isEmpty {
            object["headers"] = .array(
                record.headers.map { .object(["name": .string($0.name), "value": plain($0.value)]) })
        }
        object["value"] = part(record.value, shelf)
        if !record.schemas.isEmpty { object["schemas"] = .array(record.schemas.map { .object($0.json) }) }
        return object
    }

    private static func part(_ bytes: [UInt8]?, _ shelf: SchemaShelf) -> JSONValue {
        guard let bytes, let id = RecordEnvelope.id(bytes), shelf.schema(id) != nil else { return plain(bytes) }
        if let object = shelf.form(id)?.json(bytes) { return .object(object) }
        return .object(["schema": .number(JSONNumber(id.rawValue)), "base64": .string(Base64.encode(bytes))])
    }

    private static func plain(_ bytes: [UInt8]?) -> JSONValue {
        guard let bytes else { return .null }
        if let text = String(validating: bytes, as: UTF8.self) { return .string(text) }
        return .object(["base64": .string(Base64.encode(bytes))])
    }

    // MARK: Reading

    /// Puts the schemas of the line on the shelf.
    ///
    /// - Throws: `InterchangeProblem`
    static func record(_ line: [UInt8], _ shelf: SchemaShelf) throws -> CarriedRecord {
        let json: JSONValue
        do { json = try JSONParser.parse(line, limits: JSONLimits(maxBytes: RecordLines.maxLineBytes)) } catch {
            throw InterchangeProblem("the line is not JSON: \(error.problem) (column \(error.position.column))")
        }
        guard let object = json.asObject else { throw InterchangeProblem("a line is an object, this is \(json.kindName)") }
        var record = CarriedRecord(offset: object["offset"]?.asInt64 ?? 0)
        if let partition = object["partition"] {
            guard let number = partition.asInt64.flatMap({ Int32(exactly: $0) }), number >= 0 else {
                throw InterchangeProblem("partition is not a number from 0 on")
            }
            record.partition = number
        }
        if let timestamp = object["timestamp"], timestamp != .null {
            guard let milliseconds = timestamp.asInt64 else {
                throw InterchangeProblem("timestamp is not a number of milliseconds")
            }
            let isAppended = object["timestampType"]?.asString == "LogAppendTime"
            record.timestamp = RecordTimestamp(milliseconds: milliseconds, kind: isAppended ? .appended : .created)
        }
        for schema in object["schemas"]?.asArray ?? [] {
            let carried = try CarriedSchema(schema)
            try shelf.put(carried)
            record.schemas.append(carried)
        }
        record.headers = try (object["headers"]?.asArray ?? []).map { header in
            guard let name = header.asObject?["name"]?.asString else { throw InterchangeProblem("a header has no name") }
            return RecordHeader(name, try bytes(header.asObject?["value"], "a header's value", shelf))
        }
        record.key = try bytes(object["key"], "key", shelf)
        record.value = try bytes(object["value"], "value", shelf)
        return record
    }

    private static func bytes(_ json: JSONValue?, _ what: String, _ shelf: SchemaShelf) throws -> [UInt8]? {
        switch json {
        case nil, .null: return nil
        case .string(let text): return Array(text.utf8)
        case .object(let object):
            if let text = object["base64"]?.asString {
                guard let bytes = Base64.decode(text) else { throw InterchangeProblem("\(what): this is not base64") }
                return bytes
            }
            guard let id = object["schema"]?.asInt64.flatMap({ Int32(exactly: $0) }) else { fallthrough }
            guard let form = shelf.form(SchemaID(id)) else {
                throw InterchangeProblem("\(what): schema \(id) does not come with this line or one before it, or cannot be read")
            }
            return try form.bytes(object)
        default:
            throw InterchangeProblem("\(what) is null, a string, or an object with base64 or with schema and json")
        }
    }
}
