internal import Avro
internal import Bytes
internal import Compatibility
internal import JSONText

/// The operations on Avro. Schemas are read by the rules for new ones, or with `"lenient": true` by those for stored ones.
/// Wherever one schema text is taken, so is a list of which each may use the names of those before it; the last one is meant.
enum AvroOperations {
    /// `avro.parse {schemas}`: the forms and fingerprints of the last schema.
    @Sendable static func parse(_ request: DoorRequest) throws(DoorError) -> JSONObject {
        let schema = try request.avroSchema("schemas")
        let canonical = schema.text(.parsingCanonical)
        let rabin = schema.rabinFingerprint
        let names = schema.types[schema.referencedTypeCount...].compactMap { $0.name?.fullName }
        return [
            "canonical": .string(canonical),
            "stored": .string(schema.text(.stored)),
            "normalized": .string(schema.text(.normalized)),
            "crc64": .string(HexDump.compact((0..<8).map { UInt8(truncatingIfNeeded: rabin >> (8 * UInt64($0))) })),
            "md5": .string(HexDump.compact(schema.md5Fingerprint)),
            "sha256": .string(HexDump.compact(schema.sha256Fingerprint)),
            "names": .array(names.map { .string($0) }),
        ]
    }

    /// `avro.compat {reader, writer}`: whether all that the writer may write can be read.
    @Sendable static func compat(_ request: DoorRequest) throws(DoorError) -> JSONObject {
        let reader = try request.avroSchema("reader"), writer = try request.avroSchema("writer")
        let verdict = CompatibilityCheck.check(
            new: .avro(reader), history: [CompatibilityCheck.OldVersion(version: 1, schema: .avro(writer))], level: .backward)
        return [
            "compatible": .bool(verdict.isCompatible),
            "reasons": .array(
                verdict.findings.map { finding in
                    [
                        "kind": .string(finding.rule.confluentErrorType ?? finding.rule.id),
                        "path": .string(finding.pathText), "info": .string(finding.info),
                    ]
                }),
        ]
    }

    /// `avro.decode {writer, reader?, data}`: the datum as JSON of the reader's schema.
    @Sendable static func decode(_ request: DoorRequest) throws(DoorError) -> JSONObject {
        let writer = try request.avroSchema("writer")
        let reader = request.has("reader") ? try request.avroSchema("reader") : nil
        return ["json": .string(try json(of: try request.bytes("data"), from: 0, writer: writer, reader: reader, request.limits))]
    }

    /// `avro.encode {schema, json}`: the bytes of a datum.
    @Sendable static func encode(_ request: DoorRequest) throws(DoorError) -> JSONObject {
        let encoder = AvroJSONEncoder(try request.avroSchema("schema"), form: .specification, limits: request.limits.avroData)
        let text = try request.text("json")
        let limits = encoder.textLimits
        let value = try working(on: "json") { () throws(JSONError) in try JSONParser.parse(text, limits: limits) }
        if let data = try? encoder.encode(value) { return ["data": .string(Base64.encode(data))] }
        // Once more with places, which only errors need.
        let node = try working(on: "json") { () throws(JSONError) in try JSONParser.parseTree(text, limits: limits) }
        let data = try working(on: "json") { () throws(AvroEncodingError) in try encoder.encode(node) }
        return ["data": .string(Base64.encode(data))]
    }

    /// `avro.single {schemas, data}`: the datum of a single object, by the schema whose fingerprint it carries.
    @Sendable static func single(_ request: DoorRequest) throws(DoorError) -> JSONObject {
        let data = try request.bytes("data")
        let fingerprint = try working(on: "data") { () throws(AvroDecodingError) in try SingleObjectEncoding.fingerprint(of: data)
        }
        for schema in try request.avroSchemas("schemas") where schema.rabinFingerprint == fingerprint {
            let offset = SingleObjectEncoding.headerByteCount
            let text = try json(of: data, from: offset, writer: schema, reader: nil, request.limits)
            return ["json": .string(text)]
        }
        throw DoorError(
            .type, at: "data",
            "the object carries the fingerprint \(HexDump.compact(data[2..<SingleObjectEncoding.headerByteCount])), which none of the schemas has"
        )
    }

    private static func json(
        of data: [UInt8], from offset: Int, writer: AvroSchema, reader: AvroSchema?, _ limits: DoorLimits
    ) throws(DoorError) -> String {
        let plan = try working(on: reader == nil ? "writer" : "reader") { () throws(SchemaResolutionError) in
            guard let reader else { return try SchemaResolution.plan(for: writer, limits: limits.avroData) }
            return try SchemaResolution.plan(writer: writer, reader: reader, limits: limits.avroData)
        }
        let text = try working(on: "data") { () throws(AvroDecodingError) in
            try AvroJSON.bytes(of: try GenericDatum(data, from: offset, plan: plan), form: .specification)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension DoorRequest {
    /// The last of a list of schemas, of which each may use the names of those before it.
    func avroSchema(_ key: String) throws(DoorError) -> AvroSchema {
        guard let last = try avroSchemas(key).last else {
            throw DoorError(.type, at: key, "\(key) is empty; expected at least one schema")
        }
        return last
    }

    func avroSchemas(_ key: String) throws(DoorError) -> [AvroSchema] {
        let texts = try texts(key)
        let strictness = try flag("lenient") ? AvroSchemaParser.Strictness.lenient : .strict
        return try working(on: key) { () throws(AvroSchemaError) in
            try AvroSchemaParser.parse(sequence: texts, strictness: strictness)
        }
    }
}
