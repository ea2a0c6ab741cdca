internal import Avro
package import Compatibility
internal import ProtobufSchema

/// One difference in meaning between two versions of a schema.
package struct SchemaChange: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case added, removed, changed

        /// `+ - ~`
        package var mark: String {
            switch self {
            case .added: "+"
            case .removed: "-"
            case .changed: "~"
            }
        }
    }

    package var kind: Kind
    /// By names: `Order.lines[].price`.
    package var path: String
    /// The same as findings name it: `com.acme.Line.price`.
    package var element: String
    /// What is there, was there, or `before -> after`.
    package var text: String
    /// Whether data without it can be read: it has a default, or presence.
    package var isOptional = false

    /// `+ email?`: for a line that has room for little.
    package var word: String {
        let name = path.split(separator: ".").last.map(String.init) ?? path
        return "\(kind.mark) \(name)\(kind == .added && isOptional ? "?" : "")"
    }

    /// Every difference between two versions, in the order of the new one, what was removed behind what is there.
    /// Documentation and order of members mean nothing to readers and are left out.
    package static func all(from old: ComparableSchema, to new: ComparableSchema) -> [SchemaChange] {
        switch (old, new) {
        case (.avro(let old), .avro(let new)):
            var comparison = AvroChanges(old: old, new: new)
            return comparison.changes()
        case (.protobuf(let old), .protobuf(let new)): return ProtobufChanges(old: old, new: new).changes()
        default:
            if old.language == new.language { return [] }
            return [SchemaChange(kind: .changed, path: "schema", element: "", text: "\(old.language) -> \(new.language)")]
        }
    }
}
