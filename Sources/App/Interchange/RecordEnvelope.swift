import Avro
import Bytes
import JSONText
import KafkaClient
import RegistryModel

/// A record of a topic as a datum of an Avro container file (docs/formats/topic-files.md).
///
/// Keys and values are bytes as they stand in the log, or, where they are whole Avro data of a schema that the file has as a
/// branch, that branch with the very bytes behind the schema's id.
struct RecordEnvelope {
    /// A schema whose records are written as what they are.
    struct Branch {
        var id: SchemaID
        var plan: DecodingPlan
    }

    static let name = "herald.interchange.Record"

    /// Behind null and bytes, in order.
    private let keys: [Branch], values: [Branch]

    init(keys: [Branch] = [], values: [Branch] = []) {
        self.keys = keys
        self.values = values
    }

    /// Names of branches begin with where they are used and the schema's id, so that versions of a type can stand side by side.
    var schemaText: String {
        """
        {"type":"record","name":"\(Self.name)","fields":[\
        {"name":"partition","type":"int"},{"name":"offset","type":"long"},{"name":"timestamp","type":["null","long"]},\
        {"name":"log_append_time","type":"boolean"},{"name":"key_schema_id","type":["null","int"]},\
        {"name":"value_schema_id","type":["null","int"]},\
        {"name":"headers","type":{"type":"array","items":{"type":"record","name":"herald.interchange.Header","fields":[\
        {"name":"name","type":"string"},{"name":"value","type":["null","bytes"]}]}}},\
        {"name":"schemas","type":{"type":"array","items":"string"}},\
        {"name":"key","type":["null","bytes"\(Self.branches(keys, "key"))]},\
        {"name":"value","type":["null","bytes"\(Self.branches(values, "value"))]}]}
        """
    }

    private static func branches(_ branches: [Branch], _ side: String) -> String {
        branches.map { branch in
            let namespace = "\(side)\(branch.id)", schema = branch.plan.writer
            let text = schema.canonicalText(under: namespace)
            // A union takes a record by its name; all else goes into one, which is the same bytes.
            if case .record = schema.rootType.kind { return "," + text }
            return #","# + #"{"type":"record","name":"\#(namespace).Datum","fields":[{"name":"datum","type":\#(text)}]}"#
        }.joined()
    }

    // MARK: Writing

    func encode(_ record: CarriedRecord) -> [UInt8] {
        var writer = ByteWriter(capacity: record.byteCount + 64)
        writer.writeVarint(record.partition ?? 0)
        writer.writeVarlong(record.offset)
        writer.writeVarlong(record.timestamp == nil ? 0 : 1)
        if let timestamp = record.timestamp { writer.writeVarlong(timestamp.milliseconds) }
        writer.write(record.timestamp?.kind == .appended ? 1 : 0)
        for bytes in [record.key, record.value] {
            let id = bytes.flatMap { Self.id($0) }
            writer.writeVarlong(id == nil ? 0 : 1)
            if let id { writer.writeVarint(id.rawValue) }
        }
        if !record.headers.isEmpty { writer.writeVarlong(Int64(record.headers.count)) }
        for header in record.headers {
            Self.write(Array(header.name.utf8), to: &writer)
            writer.writeVarlong(header.value == nil ? 0 : 1)
            if let value = header.value { Self.write(value, to: &writer) }
        }
        writer.writeVarlong(0)
        if !record.schemas.isEmpty { writer.writeVarlong(Int64(record.schemas.count)) }
        for schema in record.schemas { Self.write(JSONPrinter.bytes(.object(schema.json)), to: &writer) }
        writer.writeVarlong(0)
        Self.write(record.key, keys, to: &writer)
        Self.write(record.value, values, to: &writer)
        return writer.array()
    }

    private static func write(_ bytes: [UInt8], to writer: inout ByteWriter) {
        writer.writeVarlong(Int64(bytes.count))
        writer.writeBytes(bytes)
    }

    private static func write(_ bytes: [UInt8]?, _ branches: [Branch], to writer: inout ByteWriter) {
        guard let bytes else { return writer.writeVarlong(0) }
        if let id = id(bytes), let place = branches.firstIndex(where: { $0.id == id }),
            (try? AvroValidation.checkWholeDatum(bytes, from: SchemaFrame.byteCount, plan: branches[place].plan)) != nil
        {
            writer.writeVarlong(Int64(place + 2))
            writer.writeBytes(bytes[SchemaFrame.byteCount...])
        } else {
            writer.writeVarlong(1)
            write(bytes, to: &writer)
        }
    }

    /// What stands in front of a serialized record; also of bytes that look like one by chance.
    static func id(_ bytes: [UInt8]) -> SchemaID? {
        guard bytes.count >= SchemaFrame.byteCount, let id = try? SchemaFrame.read(bytes), id.rawValue > 0 else { return nil }
        return id
    }
}

// MARK: Reading

extension RecordEnvelope {
    /// That of a file, by its schema; nil if its data are of another kind.
    init?(of schema: AvroSchema) {
        guard case .record(let record) = schema.rootType.kind, record.name.fullName == Self.name,
            record.fields.map(\.name) == [
                "partition", "offset", "timestamp", "log_append_time", "key_schema_id", "value_schema_id", "headers", "schemas",
                "key", "value",
            ],
            let keys = Self.branches(schema, record.fields[8].type, "key"),
            let values = Self.branches(schema, record.fields[9].type, "value")
        else { return nil }
        self.init(keys: keys, values: values)
    }

    private static func branches(_ schema: AvroSchema, _ field: AvroSchema.TypeID, _ side: String) -> [Branch]? {
        guard case .union(let types) = schema[field].kind, types.count >= 2, case .null = schema[types[0]].kind,
            case .bytes = schema[types[1]].kind
        else { return nil }
        var branches: [Branch] = []
        for type in types.dropFirst(2) {
            guard let name = schema[type].name?.fullName, name.hasPrefix(side), let dot = name.firstIndex(of: "."),
                let id = Int32(name[..<dot].dropFirst(side.count)),
                let plan = try? SchemaResolution.plan(for: AvroSchema(types: schema.types, root: type))
            else { return nil }
            branches.append(Branch(id: SchemaID(id), plan: plan))
        }
        return branches
    }

    /// - Throws: `InterchangeProblem`
    func decode(_ bytes: [UInt8]) throws -> CarriedRecord {
        do {
            let (record, start) = try head(bytes)
            var whole = record
            let key = try part(bytes, from: start, keys), value = try part(bytes, from: key.end, values)
            guard value.end == bytes.count else { throw InterchangeProblem("the datum has bytes behind its end") }
            (whole.key, whole.value) = (key.bytes, value.bytes)
            return whole
        } catch let error as MalformedBytes {
            throw InterchangeProblem("the datum cannot be read: \(error)")
        } catch let error as AvroDecodingError {
            throw InterchangeProblem("the datum cannot be read: \(error)")
        }
    }

    /// All but key and value, and where these begin.
    private func head(_ bytes: [UInt8]) throws -> (CarriedRecord, Int) {
        var texts: [[UInt8]] = []
        var (record, end) = try bytes.withByteReader { reader throws(MalformedBytes) in
            var record = CarriedRecord(partition: try reader.readVarint(), offset: try reader.readVarlong())
            let milliseconds = try reader.readVarlong() == 0 ? nil : try reader.readVarlong()
            let isAppended = try reader.readInteger(UInt8.self) != 0
            record.timestamp = milliseconds.map { RecordTimestamp(milliseconds: $0, kind: isAppended ? .appended : .created) }
            for _ in 0..<2 where try reader.readVarlong() != 0 { _ = try reader.readVarint() }
            try Self.items(&reader) { reader throws(MalformedBytes) in
                let name = String(decoding: try Self.bytes(&reader), as: UTF8.self)
                record.headers.append(RecordHeader(name, try reader.readVarlong() == 0 ? nil : try Self.bytes(&reader)))
            }
            try Self.items(&reader) { reader throws(MalformedBytes) in texts.append(try Self.bytes(&reader)) }
            return (record, reader.position)
        }
        for text in texts {
            do {
                record.schemas.append(try CarriedSchema(try JSONParser.parse(text)))
            } catch let error as JSONError {
                throw InterchangeProblem("a schema that comes with the record is not JSON: \(error.problem)")
            }
        }
        return (record, end)
    }

    private static func items(
        _ reader: inout ByteReader, _ item: (inout ByteReader) throws(MalformedBytes) -> Void
    ) throws(MalformedBytes) {
        while true {
            var count = try reader.readVarlong()
            if count == 0 { return }
            // A negative count comes with the byte size of the block.
            if count < 0 { (count, _) = (count == .min ? .max : -count, try reader.readVarlong()) }
            for _ in 0..<count { try item(&reader) }
        }
    }

    private static func bytes(_ reader: inout ByteReader) throws(MalformedBytes) -> [UInt8] {
        let count = try reader.readVarlong()
        return try reader.readBytes(Int(clamping: count), reading: "bytes")
    }

    private func part(_ bytes: [UInt8], from start: Int, _ branches: [Branch]) throws -> (bytes: [UInt8]?, end: Int) {
        let (branch, content, position) = try bytes.withByteReader { reader throws(MalformedBytes) -> (Int64, [UInt8]?, Int) in
            try reader.skip(start, reading: "datum")
            let branch = try reader.readVarlong()
            return (branch, branch == 1 ? try Self.bytes(&reader) : nil, reader.position)
        }
        if branch < 2 { return (content, position) }
        guard branch - 2 < branches.count else { throw InterchangeProblem("the datum has a branch \(branch)") }
        let schema = branches[Int(branch) - 2]
        let end = try GenericDatum(prefixOf: bytes, from: position, plan: schema.plan).endOffset
        return (SchemaFrame.bytes(schema.id) + bytes[position..<end], end)
    }
}
