import Avro
import Bytes
import Compatibility
import JSONText
import ProtobufCodec
import ProtobufSchema
import RegistryClient
import RegistryModel
import SchemaSets

/// The schemas of one file, parsed as they are needed. Used from one task.
final class SchemaShelf {
    private var byID: [SchemaID: CarriedSchema] = [:]
    private var byPlace: [SubjectVersion: CarriedSchema] = [:]
    /// Nil for one that cannot be read.
    private var forms: [SchemaID: RecordForm?] = [:]

    /// More than any topic has; a file that has more was made for the purpose.
    private static let maxSchemas = 10_000

    func put(_ schema: CarriedSchema) throws {
        guard byID.count < Self.maxSchemas else { throw InterchangeProblem("the file has more than \(Self.maxSchemas) schemas") }
        byID[schema.id] = schema
        if let place = schema.place { byPlace[place] = schema }
    }

    func schema(_ id: SchemaID) -> CarriedSchema? { byID[id] }

    func schema(at place: SubjectVersion) -> CarriedSchema? { byPlace[place] }

    /// How records of a schema are read and written; nil if it is unknown or cannot be read.
    func form(_ id: SchemaID) -> RecordForm? {
        if let known = forms[id] { return known }
        let form = byID[id].flatMap { RecordForm($0, references: references(of: $0)) }
        forms[id] = form
        return form
    }

    /// Each behind those it uses itself.
    private func references(of schema: CarriedSchema) -> [(name: String, text: String)] {
        var seen: Set<String> = []
        func collect(_ schema: CarriedSchema) -> [(name: String, text: String)] {
            schema.text.references.flatMap { reference -> [(name: String, text: String)] in
                guard seen.insert(reference.name).inserted,
                    let used = byPlace[SubjectVersion(reference.subject, reference.version)]
                else { return [] }
                return collect(used) + [(reference.name, used.text.text)]
            }
        }
        return collect(schema)
    }
}

/// Records of one schema, between bytes and JSON, where JSON says all of them.
struct RecordForm {
    enum Language {
        case avro(DecodingPlan, AvroJSONEncoder)
        case protobuf(ProtobufSchema)
    }

    let id: SchemaID
    let language: Language

    init?(_ schema: CarriedSchema, references: [(name: String, text: String)]) {
        guard let language = SchemaLanguage(rawValue: schema.text.format.rawValue) else { return nil }
        let source = SchemaSource(
            name: "id:\(schema.id)", importName: "schema-\(schema.id).\(language.fileExtension)", language: language,
            text: schema.text.text)
        var set = SchemaSet([source], isNew: false, references: references)
        guard let written = try? set.document(at: 0).written.schema else { return nil }
        self.init(schema.id, written)
    }

    init?(_ id: SchemaID, _ schema: ComparableSchema) {
        self.id = id
        switch schema {
        case .avro(let avro):
            guard let plan = try? SchemaResolution.plan(for: avro) else { return nil }
            language = .avro(plan, AvroJSONEncoder(avro))
        case .protobuf(let protobuf): language = .protobuf(protobuf)
        case .other: return nil
        }
    }

    /// Whether bytes that begin with this schema's id are a record of it.
    func reads(_ bytes: [UInt8]) -> Bool {
        switch language {
        case .avro(let plan, _):
            return (try? AvroValidation.checkWholeDatum(bytes, from: SchemaFrame.byteCount, plan: plan)) != nil
        case .protobuf(let schema):
            guard let (message, start) = Self.message(bytes, schema) else { return false }
            return (try? DynamicMessage(bytes, from: start, plan: ProtobufDecodingPlan(schema, message: message))) != nil
        }
    }

    /// - Parameter bytes: framed with this schema's id.
    /// - Returns: Nil unless the same bytes come back out of it.
    func json(_ bytes: [UInt8]) -> JSONObject? {
        var object = JSONObject()
        object["schema"] = .number(JSONNumber(id.rawValue))
        do {
            switch language {
            case .avro(let plan, _):
                object["json"] = try AvroJSON.value(of: GenericDatum(bytes, from: SchemaFrame.byteCount, plan: plan))
            case .protobuf(let schema):
                guard let (message, start) = Self.message(bytes, schema) else { return nil }
                let plan = ProtobufDecodingPlan(schema, message: message)
                object["message"] = .string(plan.messageName)
                object["json"] = try JSONParser.parse(
                    ProtobufJSON.bytes(DynamicMessage(bytes, from: start, plan: plan)))
            }
            return try self.bytes(object) == bytes ? object : nil
        } catch {
            return nil
        }
    }

    /// The other way.
    func bytes(_ object: JSONObject) throws -> [UInt8] {
        guard let json = object["json"] else { throw InterchangeProblem("an encoded part has schema and json") }
        let frame = SchemaFrame.bytes(id)
        switch language {
        case .avro(_, let encoder):
            do { return try encoder.encode(json, after: frame) } catch { throw InterchangeProblem("schema \(id): \(error)") }
        case .protobuf(let schema):
            guard let name = object["message"]?.asString, let message = schema.message(named: name),
                let indexes = schema.messageIndexes(of: message)
            else { throw InterchangeProblem("schema \(id) has no such message") }
            let plan = ProtobufDecodingPlan(schema, message: message)
            do {
                return frame + indexes.bytes + (try ProtobufJSON.message(JSONPrinter.compact(json), plan: plan).serialized)
            } catch {
                throw InterchangeProblem("schema \(id): \(error)")
            }
        }
    }

    /// Which message a framed record is, and where it begins.
    static func message(_ bytes: [UInt8], _ schema: ProtobufSchema) -> (ProtobufSchema.MessageID, Int)? {
        let found = try? bytes.withByteReader { reader throws(MalformedBytes) in
            try reader.skip(SchemaFrame.byteCount, reading: "schema id")
            return (try MessageIndexes(reading: &reader), reader.position)
        }
        guard let (indexes, start) = found, let message = schema.message(at: indexes) else { return nil }
        return (message, start)
    }
}
