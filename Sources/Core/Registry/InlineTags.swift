package import RegistryModel

/// Tags in the text of a schema: `confluent:tags` in Avro, `(confluent.field_meta).tags` and `(confluent.message_meta).tags` in
/// Protobuf.
enum InlineTags {
    /// Every entity of the schema that has tags, those of the types it refers to included where the language inlines them.
    static func find(in source: SchemaSource) -> [SchemaTags] {
        switch source.format {
        case .avro: AvroTags.find(in: source)
        case .protobuf: ProtobufTags.find(in: source.text)
        default: []
        }
    }

    /// `source`'s text with other tags. Throws where a tag is to be on what the schema does not have.
    static func text(of source: SchemaSource, changing tags: [TagEdit]) throws(RegistryError) -> String {
        var open = tags
        let text: String?
        switch source.format {
        case .avro: text = AvroTags.text(source.text, &open)
        case .protobuf: text = ProtobufTags.text(source.text, &open)
        default: text = nil
        }
        if let missed = open.first(where: \.isRequired) {
            throw RegistryError(.invalidSchema, "No matching path '\(missed.entity.path)' found in the schema")
        }
        return text ?? source.text
    }
}

/// What becomes of one entity's tags.
struct TagEdit: Hashable, Sendable {
    var entity: SchemaTags.Entity
    var added: [String] = []
    var removed: Set<String> = []
    /// Whether the entity has to be there.
    var isRequired: Bool

    /// The tags after those that were there, each once.
    func applied(to tags: [String]) -> [String] {
        var result: [String] = []
        for tag in tags + added where !removed.contains(tag) && !result.contains(tag) { result.append(tag) }
        return result
    }

    /// One edit for each entity that `change` or, where it keeps them, `previous` names.
    static func edits(_ change: TagChange, previous: [SchemaTags]) -> [TagEdit] {
        var edits: [TagEdit] = []
        func edit(_ entity: SchemaTags.Entity, isRequired: Bool, _ body: (inout TagEdit) -> Void) {
            let index = edits.firstIndex { $0.entity == entity } ?? edits.endIndex
            if index == edits.endIndex { edits.append(TagEdit(entity: entity, isRequired: isRequired)) }
            body(&edits[index])
        }
        for tags in change.added { edit(tags.entity, isRequired: true) { $0.added += tags.tags } }
        for tags in change.removed { edit(tags.entity, isRequired: true) { $0.removed.formUnion(tags.tags) } }
        guard change.keepsPrevious else { return edits }
        for tags in previous { edit(tags.entity, isRequired: false) { $0.added += tags.tags } }
        return edits
    }
}

extension [TagEdit] {
    /// Takes out the edit of the entity that goes by one of these paths.
    mutating func take(_ kind: SchemaTags.Kind, _ paths: String...) -> TagEdit? {
        guard let index = firstIndex(where: { $0.entity.kind == kind && paths.contains($0.entity.path) }) else { return nil }
        return remove(at: index)
    }
}

/// A stored schema taken out of the state, to look for tags in.
extension ResolvableSchema {
    /// What has one of `tags`; `*` is any.
    package func tagged(_ tags: [String]) -> [SchemaTags] {
        let found = InlineTags.find(in: source)
        return tags.contains("*") ? found : found.filter { !Set(tags).isDisjoint(with: $0.tags) }
    }
}
