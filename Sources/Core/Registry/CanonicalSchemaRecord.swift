internal import JSONText
internal import RegistryModel

/// The record of a schema version in the very bytes that Confluent's registry and this one write: nearly all of a large log,
/// read without a tree of JSON.
///
/// Nil for every other record: other members, another order, white space, texts that are not ASCII.
enum CanonicalSchemaRecord {
    static func key(_ bytes: [UInt8]) -> SubjectVersion? {
        var key = CanonicalJSON(bytes)
        guard key.take(#"{"keytype":"SCHEMA","subject":""#), let subject = key.text(), key.take(#"","version":"#),
            let version = key.number().flatMap({ SchemaVersion($0) }), key.take(#","magic":1}"#), key.isAtEnd
        else { return nil }
        return SubjectVersion(Subject(subject), version)
    }

    /// A version without references, metadata and rules.
    static func value(_ bytes: [UInt8]) -> StoredSchema? {
        var value = CanonicalJSON(bytes)
        guard value.take(#"{"subject":""#), value.text() != nil, value.take(#"","version":"#), value.number() != nil,
            value.take(#","id":"#), let id = value.number()
        else { return nil }
        let isProtobuf = value.take(#","schemaType":"PROTOBUF""#)
        guard value.take(#","schema":""#), let schema = value.text() else { return nil }
        let isDeleted = value.take(#"","deleted":true}"#)
        guard isDeleted || value.take(#"","deleted":false}"#), value.isAtEnd else { return nil }
        return StoredSchema(id: SchemaID(id), format: isProtobuf ? .protobuf : .avro, schema: schema, isDeleted: isDeleted)
    }
}
