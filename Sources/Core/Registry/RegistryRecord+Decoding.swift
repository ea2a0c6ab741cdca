package import DurableState
internal import JSONText
internal import RegistryModel

extension RegistryRecord {
    /// Reads what any registry of the family has written: members in any order, magic 0 or 1, null subjects. Records that
    /// change nothing here (barriers, kinds nobody knows) are nil. An empty value is none: Karapace's tombstones are such.
    package static func decode(_ stored: StoredRecord) throws(UnreadableRecord) -> RegistryRecord? {
        guard let keyBytes = stored.key else { throw UnreadableRecord(stored, problem: "the record has no key") }
        let valueBytes = stored.value?.isEmpty == true ? nil : stored.value
        do throws(RESTBodyProblem) {
            if let place = CanonicalSchemaRecord.key(keyBytes) {
                let schema = try valueBytes.map { bytes throws(RESTBodyProblem) in
                    if let plain = CanonicalSchemaRecord.value(bytes) { return plain }
                    return try StoredSchema(try RecordKey.parse(bytes, "the value"))
                }
                return RegistryRecord(
                    .schema(place, schema), key: keyBytes, value: valueBytes, at: stored.timestamp, isCanonical: true)
            }
            let key = try RecordKey(keyBytes)
            // Redpanda's optimistic writes: a record that landed elsewhere than it says lost its race.
            if let sequence = key.sequence, sequence != stored.offset { return nil }
            let value = try valueBytes.map { bytes throws(RESTBodyProblem) in try RecordKey.parse(bytes, "the value") }
            guard let content = try content(key, value) else { return nil }
            return RegistryRecord(content, key: keyBytes, value: valueBytes, at: stored.timestamp)
        } catch {
            throw UnreadableRecord(stored, problem: error.description)
        }
    }

    private static func content(_ key: RecordKey, _ value: JSONValue?) throws(RESTBodyProblem) -> Content? {
        switch key.keytype {
        case "SCHEMA":
            guard key.magic == 0 || key.magic == 1 else { throw RESTBodyProblem("the key has the magic \(key.magic)") }
            return .schema(try key.place(), try value.map { value throws(RESTBodyProblem) in try StoredSchema(value) })
        case "CONFIG": return .config(key.subject, try value.map { value throws(RESTBodyProblem) in try StoredConfig(value) })
        case "MODE":
            guard let value else { return .mode(key.subject, nil) }
            guard let mode = value["mode"]?.asString else { throw RESTBodyProblem("the value says no mode") }
            return .mode(key.subject, mode)
        case "DELETE_SUBJECT":
            guard let value else { return nil }
            guard let subject = key.subject else { throw RESTBodyProblem("the key says no subject") }
            guard let number = value["version"]?.asInt64, let version = Int32(exactly: number).flatMap({ SchemaVersion($0) })
            else {
                throw RESTBodyProblem("the value says no version")
            }
            return .deleteSubject(subject, upTo: version)
        case "CLEAR_SUBJECT": return value == nil ? nil : .clearSubject(key.subject)
        case "SUBMITTED_TEXT": return .submittedText(try key.place(), value?["schema"]?.asString)
        case "HIGHEST_ID":
            guard let number = value?["id"]?.asInt64, let id = Int32(exactly: number) else {
                throw RESTBodyProblem("the value says no id")
            }
            return .highestID(SchemaID(id), key.context ?? .default)
        case "CONTEXT":
            guard let context = key.context else { throw RESTBodyProblem("the key says no context") }
            return .context(context, isThere: value != nil)
        case "ASSOC":
            guard let association = key.association else { throw RESTBodyProblem("the key names no topic and subject") }
            return .association(
                association, try value.map { value throws(RESTBodyProblem) in try Association(association, value) })
        default: return nil
        }
    }
}

/// A key as far as it matters here.
private struct RecordKey {
    let keytype: String
    /// Absent, null and empty alike mean all subjects where that makes sense.
    let subject: Subject?
    let version: SchemaVersion?
    let context: SchemaContext?
    let magic: Int64
    let sequence: Int64?
    let association: Association.Key?

    init(_ bytes: [UInt8]) throws(RESTBodyProblem) {
        let json = try Self.parse(bytes, "the key")
        guard let keytype = json["keytype"]?.asString else { throw RESTBodyProblem("the key says no keytype") }
        self.keytype = keytype
        subject = json["subject"]?.asString.map { Subject($0) }
        version = json["version"]?.asInt64.flatMap { Int32(exactly: $0) }.flatMap { SchemaVersion($0) }
        context = json["context"]?.asString.flatMap { SchemaContext($0) }
        magic = json["magic"]?.asInt64 ?? 0
        sequence = json["seq"]?.asInt64
        let members = ["resourceName", "resourceNamespace", "resourceType", "associationType"].compactMap { json[$0]?.asString }
        association =
            if members.count == 4, let subject {
                Association.Key(
                    resource: Association.ResourceName(name: members[0], namespace: members[1], type: members[2]),
                    type: members[3], subject: subject)
            } else {
                nil
            }
    }

    func place() throws(RESTBodyProblem) -> SubjectVersion {
        guard let subject, let version else { throw RESTBodyProblem("the key says no subject and version") }
        return SubjectVersion(subject, version)
    }

    static func parse(_ bytes: [UInt8], _ what: String) throws(RESTBodyProblem) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(bytes)
        } catch {
            throw RESTBodyProblem("\(what) is not JSON: \(error)")
        }
    }
}
