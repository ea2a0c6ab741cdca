internal import JSONText
internal import ProtobufSchema

/// A difference in words, from the point of view of somebody who has just changed the schema, without the full stop.
struct ProtobufSentence {
    private let difference: ProtobufDifference
    private let isBackward: Bool
    private let new: ProtobufSchema
    private let old: ProtobufSchema

    init(_ difference: ProtobufDifference, _ direction: CompatibilityDirection, new: ProtobufSchema, old: ProtobufSchema) {
        self.difference = difference
        isBackward = direction == .backward
        self.new = new
        self.old = old
    }

    private var newPart: ProtobufPart { isBackward ? difference.update : difference.original }
    private var oldPart: ProtobufPart { isBackward ? difference.original : difference.update }

    var text: String {
        switch difference.change {
        case .packageChanged:
            "the package changed from \(package(old)) to \(package(new))"
        case .messageAdded: isBackward ? "message \(name(newPart, new)) is new" : "message \(name(oldPart, old)) was removed"
        case .messageRemoved:
            isBackward
                ? "message \(name(oldPart, old)) was removed"
                : "message \(name(newPart, new)) is new, and the old schema does not have it"
        case .messageMoved: "message \(name(newPart, new)) stands at another place among the messages beside it"
        case .enumAdded: isBackward ? "enum \(name(newPart, new)) is new" : "enum \(name(oldPart, old)) was removed"
        case .enumRemoved: isBackward ? "enum \(name(oldPart, old)) was removed" : "enum \(name(newPart, new)) is new"
        case .enumValueAdded: isBackward ? "value \(name(newPart, new)) is new" : "value \(name(oldPart, old)) was removed"
        case .enumValueRemoved: isBackward ? "value \(name(oldPart, old)) was removed" : "value \(name(newPart, new)) is new"
        case .enumValueChanged: "value \(name(oldPart, old)) is now named \(name(newPart, new))"
        case .fieldAdded: isBackward ? "\(field(newPart, new)) is new" : "\(field(oldPart, old)) was removed"
        case .fieldRemoved: isBackward ? "\(field(oldPart, old)) was removed" : "\(field(newPart, new)) is new"
        case .fieldNameChanged: "\(field(oldPart, old)) is now named \(quoted(fieldName(newPart, new)))"
        case .fieldKindChanged, .fieldScalarKindChanged:
            "\(field(newPart, new)) changed from \(type(oldPart, old)) to \(type(newPart, new)), which is written in another way"
        case .fieldNamedTypeChanged: namedType
        case .fieldNumericLabelChanged, .fieldStringOrBytesLabelChanged:
            "\(field(newPart, new)) changed from \(label(oldPart, old)) to \(label(newPart, new))"
        case .requiredFieldAdded:
            isBackward
                ? "new \(field(newPart, new)) is required, and data written before lacks it"
                : "\(field(oldPart, old)) was removed, and the old schema requires it"
        case .requiredFieldRemoved:
            isBackward
                ? "required \(field(oldPart, old)) was removed"
                : "new \(field(newPart, new)) is required, and the old schema does not know it"
        case .oneofAdded: isBackward ? "\(oneof(newPart, new)) is new" : "\(oneof(oldPart, old)) was removed"
        case .oneofRemoved: isBackward ? "\(oneof(oldPart, old)) was removed" : "\(oneof(newPart, new)) is new"
        case .oneofFieldAdded: isBackward ? "\(member(newPart, new)) is new" : "\(member(oldPart, old)) was removed"
        case .oneofFieldRemoved:
            isBackward
                ? "\(member(oldPart, old)) was removed"
                : "\(member(newPart, new)) is new, and the old schema sees nothing set where it is"
        case .oneofFieldMovedToTopLevel:
            isBackward ? "\(field(newPart, new)) left its oneof" : "\(field(newPart, new)) moved into a oneof"
        case .multipleFieldsMovedToOneof: exclusion
        case .fieldMovedToExistingOneof: exclusion
        }
    }

    /// The oneof is the reader's; what moved into it could be set together in the writer's schema.
    private var exclusion: String {
        isBackward
            ? "fields that could be set together are now members of \(oneof(newPart, new)), which keeps one"
            : "members of \(oneof(oldPart, old)) can now be set together, and the old schema keeps one"
    }

    private var namedType: String {
        let (before, after) = (type(oldPart, old), type(newPart, new))
        return before == after
            ? "\(before), the type of \(field(newPart, new)), changed incompatibly in the file that declares it"
            : "\(field(newPart, new)) changed from \(before) to \(after)"
    }

    private func package(_ schema: ProtobufSchema) -> String { schema.mainFile.package.map(quoted) ?? "none" }

    private func name(_ part: ProtobufPart, _ schema: ProtobufSchema) -> String { part.pointer(in: schema) }

    private func fieldName(_ part: ProtobufPart, _ schema: ProtobufSchema) -> String {
        guard case .field(let message, let place) = part else { return part.pointer(in: schema) }
        return schema[message].fields[place].name
    }

    private func field(_ part: ProtobufPart, _ schema: ProtobufSchema) -> String {
        guard case .field(let message, let place) = part else { return part.pointer(in: schema) }
        let field = schema[message].fields[place]
        return "field \(quoted(field.name)) (\(field.number)) of message \(schema.localName(message))"
    }

    private func member(_ part: ProtobufPart, _ schema: ProtobufSchema) -> String {
        guard case .field(let message, let place) = part, let index = schema[message].fields[place].oneof else {
            return field(part, schema)
        }
        let field = schema[message].fields[place]
        let name = schema[message].oneofs[index].name
        return "member \(quoted(field.name)) (\(field.number)) of oneof \(quoted(name)) of message \(schema.localName(message))"
    }

    private func oneof(_ part: ProtobufPart, _ schema: ProtobufSchema) -> String {
        guard case .oneof(let message, let place) = part else { return part.pointer(in: schema) }
        return "oneof \(quoted(schema[message].oneofs[place].name)) of message \(schema.localName(message))"
    }

    private func label(_ part: ProtobufPart, _ schema: ProtobufSchema) -> String {
        guard case .field(let message, let place) = part else { return "" }
        return switch schema[message].fields[place].cardinality {
        case .singular: "optional"
        case .required: "required"
        case .repeated: "repeated"
        }
    }

    private func type(_ part: ProtobufPart, _ schema: ProtobufSchema) -> String {
        guard case .field(let message, let place) = part else { return "" }
        return schema.typeText(schema[message].fields[place])
    }

    private func quoted(_ text: String) -> String { JSONPrinter.quoted(text) }
}

extension ProtobufSchema {
    /// `int32`, `message Line`, `group Result`, `map<string, message Line>`
    func typeText(_ field: ProtobufField) -> String {
        switch field.kind {
        case .enumeration(let id): return "enum \(localName(id))"
        case .message(let id):
            if field.isMap, let key = self[id].fields.first(where: { $0.number == 1 }),
                let value = self[id].fields.first(where: { $0.number == 2 })
            {
                return "map<\(typeText(key)), \(typeText(value))>"
            }
            return "\(field.isDelimited ? "group" : "message") \(localName(id))"
        default: return "\(field.kind)"
        }
    }
}
