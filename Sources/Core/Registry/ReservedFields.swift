internal import Avro
internal import ProtobufSchema
internal import RegistryModel

/// Names of top-level fields that a schema's metadata keeps for the platform (Confluent's `confluent:reserved`).
enum ReservedFields {
    /// What keeps `submission` from following `last`, in Confluent's words.
    static func problems(_ submission: ParsedSubmission, _ last: SubjectHistory.Version?) -> [String] {
        let reserved = names(submission.metadata)
        let removed = last.map { names($0.metadata).subtracting(reserved) } ?? []
        let fields = submission.schema.topLevelFields
        return removed.sorted().map {
            "The new schema has reserved field \($0) removed from its metadata which is present in the old schema's metadata."
        } + reserved.sorted().filter(fields.contains).map {
            "The new schema has field that conflicts with the reserved field \($0)."
        }
    }

    private static func names(_ metadata: SchemaMetadata?) -> Set<String> {
        let list = metadata?.properties?[SchemaMetadata.reservedKey] ?? ""
        return Set(list.split(separator: ",").map { $0.trimmingBlanks() }.filter { !$0.isEmpty })
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
            return ""
        }
        return String(self[first...last])
    }
}

extension ParsedSchema {
    fileprivate var topLevelFields: Set<String> {
        switch self {
        case .avro(let schema):
            guard case .record(let record) = schema.rootType.kind else { return [] }
            return Set(record.fields.map(\.name))
        case .protobuf(let schema): return Set(schema.mainFile.messages.first?.fields.map(\.name) ?? [])
        }
    }
}
