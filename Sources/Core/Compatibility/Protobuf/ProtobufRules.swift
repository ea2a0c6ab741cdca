internal import JSONText
package import ProtobufSchema

/// The table of Protobuf's rules. A rule is added by a row here, a row in `rule(for:)`, and a folder in `Compat/protobuf`.
///
/// Where one change means one thing to readers on the new schema and another to readers on the old one it has two rules.
package enum ProtobufRules {
    package static let packageChanged = rule(
        id: "PROTO_PACKAGE_CHANGED", confluentErrorType: "PACKAGE_CHANGED",
        summary: "The package has another name, and with it every message.",
        hint: "keep the package, or register the schema under a subject of its own")
    package static let messageRemoved = rule(
        id: "PROTO_MESSAGE_REMOVED", confluentErrorType: "MESSAGE_REMOVED",
        summary: "A message that data was written with is gone, or stands in another message or file.",
        hint: "keep the message, at least as long as there are records of it")
    package static let messageAdded = rule(
        id: "PROTO_MESSAGE_ADDED", confluentErrorType: "MESSAGE_REMOVED",
        summary: "Readers on the old schema do not have a message that is new.",
        hint: "let readers move to the new schema before writers use the message: a BACKWARD level allows that")
    package static let fieldKindChanged = rule(
        id: "PROTO_FIELD_KIND_CHANGED", confluentErrorType: "FIELD_KIND_CHANGED",
        summary: "A field changed between scalar, message and map, or between a message and a group.",
        hint: "keep the field, and add one with a new number for the new type")
    package static let fieldScalarKindChanged = rule(
        id: "PROTO_FIELD_SCALAR_KIND_CHANGED", confluentErrorType: "FIELD_SCALAR_KIND_CHANGED",
        summary: "A scalar field changed to a type that is written in another way.",
        hint: "keep the type, and add a field with a new number for the new one; only int32, int64, uint32, uint64, bool and "
            + "enums read each other, sint32 and sint64, string and bytes, fixed32 and sfixed32, fixed64 and sfixed64")
    package static let fieldNamedTypeChanged = rule(
        id: "PROTO_FIELD_NAMED_TYPE_CHANGED", confluentErrorType: "FIELD_NAMED_TYPE_CHANGED",
        summary: "A field has a message of another name, or one from an import that changed incompatibly.",
        hint: "keep the message, and add a field with a new number for the other one")
    package static let fieldNumericLabelChanged = rule(
        id: "PROTO_FIELD_NUMERIC_LABEL_CHANGED", confluentErrorType: "FIELD_NUMERIC_LABEL_CHANGED",
        summary: "A field of numbers changed its label: optional, required or repeated.",
        hint: "keep the label, and add a field with a new number for the other one")
    package static let requiredFieldAdded = rule(
        id: "PROTO_REQUIRED_FIELD_ADDED", confluentErrorType: "REQUIRED_FIELD_ADDED",
        summary: "A new field is required: data written before lacks it.",
        hint: "make the field optional")
    package static let requiredFieldNotWritten = rule(
        id: "PROTO_REQUIRED_FIELD_NOT_WRITTEN", confluentErrorType: "REQUIRED_FIELD_ADDED",
        summary: "A field was removed that readers on the old schema require.",
        hint: "keep the field; to remove it, first register a version in which it is optional, and let readers move to it")
    package static let requiredFieldRemoved = rule(
        id: "PROTO_REQUIRED_FIELD_REMOVED", confluentErrorType: "REQUIRED_FIELD_REMOVED",
        summary: "A required field was removed, which was in all data.",
        hint: "keep the field, or make it optional and deprecated")
    package static let requiredFieldNotKnown = rule(
        id: "PROTO_REQUIRED_FIELD_NOT_KNOWN", confluentErrorType: "REQUIRED_FIELD_REMOVED",
        summary: "Readers on the old schema do not know a required field that is new.",
        hint: "make the field optional")
    package static let oneofFieldRemoved = rule(
        id: "PROTO_ONEOF_FIELD_REMOVED", confluentErrorType: "ONEOF_FIELD_REMOVED",
        summary: "A oneof lost a member: data that has it reads as if nothing were set.",
        hint: "keep the member, or remove the whole oneof")
    package static let oneofFieldAdded = rule(
        id: "PROTO_ONEOF_FIELD_ADDED", confluentErrorType: "ONEOF_FIELD_REMOVED",
        summary: "A oneof has a new member: readers on the old schema see data that has it as if nothing were set.",
        hint: "let readers move to the new schema before writers use the member: a BACKWARD level allows that")
    package static let multipleFieldsMovedToOneof = rule(
        id: "PROTO_MULTIPLE_FIELDS_MOVED_TO_ONEOF", confluentErrorType: "MULTIPLE_FIELDS_MOVED_TO_ONEOF",
        summary: "Fields that could be set together are now members of one oneof, which keeps the last one only.",
        hint: "leave the fields outside of the oneof, all but one")
    package static let multipleFieldsMovedOutOfOneof = rule(
        id: "PROTO_MULTIPLE_FIELDS_MOVED_OUT_OF_ONEOF", confluentErrorType: "MULTIPLE_FIELDS_MOVED_TO_ONEOF",
        summary: "Members of a oneof can now be set together, and readers on the old schema keep the last one only.",
        hint: "leave the fields in the oneof, or let readers move to the new schema first: a BACKWARD level allows that")
    package static let fieldMovedToExistingOneof = rule(
        id: "PROTO_FIELD_MOVED_TO_EXISTING_ONEOF", confluentErrorType: "FIELD_MOVED_TO_EXISTING_ONEOF",
        summary: "A field is now in a oneof with others that could be set beside it; the oneof keeps the last one only.",
        hint: "leave the field where it was")
    package static let fieldMovedOutOfOneof = rule(
        id: "PROTO_FIELD_MOVED_OUT_OF_ONEOF", confluentErrorType: "FIELD_MOVED_TO_EXISTING_ONEOF",
        summary: "A member of a oneof can now be set beside the others, and readers on the old schema keep the last one only.",
        hint: "leave the field in the oneof, or let readers move to the new schema first: a BACKWARD level allows that")

    private static func rule(id: String, confluentErrorType: String, summary: String, hint: String) -> CompatibilityRule {
        CompatibilityRule(
            id: id, confluentErrorType: confluentErrorType, summary: summary, hint: hint, example: ProtobufRuleExamples.all[id])
    }

    package static let all = [
        packageChanged, messageRemoved, messageAdded, fieldKindChanged, fieldScalarKindChanged, fieldNamedTypeChanged,
        fieldNumericLabelChanged, requiredFieldAdded, requiredFieldNotWritten, requiredFieldRemoved, requiredFieldNotKnown,
        oneofFieldRemoved, oneofFieldAdded, multipleFieldsMovedToOneof, multipleFieldsMovedOutOfOneof,
        fieldMovedToExistingOneof, fieldMovedOutOfOneof,
    ]

    /// Everything that differs between what data is written with and what it is read with, in the registry's order.
    package static func differences(original: ProtobufSchema, update: ProtobufSchema) -> [ProtobufDifference] {
        var comparison = ProtobufComparison(original: original, update: update)
        return comparison.run()
    }

    /// All reasons why one of the two should not read what the other writes.
    package static func findings(
        new: ProtobufSchema, old: ProtobufSchema, direction: CompatibilityDirection, against version: Int
    ) -> [SchemaFinding] {
        let (original, update) = direction == .backward ? (old, new) : (new, old)
        var comparison = ProtobufComparison(original: original, update: update, isVerdictOnly: true)
        return comparison.run().compactMap { difference in
            guard let rule = rule(for: difference.change, direction) else { return nil }
            let isBackward = direction == .backward
            let (newPart, oldPart) =
                isBackward ? (difference.update, difference.original) : (difference.original, difference.update)
            let (newAspect, oldAspect) = (difference.aspect(ofOriginal: !isBackward), difference.aspect(ofOriginal: isBackward))
            return SchemaFinding(
                rule: rule, direction: direction, against: version, path: .init(), protobufPath: difference.path,
                newPlace: newPart.range(newAspect, in: new), oldPlace: oldPart.range(oldAspect, in: old),
                newPointer: newPart.pointer(in: new), oldPointer: oldPart.pointer(in: old),
                element: ProtobufPart.element(newPart, in: new, or: oldPart, in: old),
                sentence: ProtobufSentence(difference, direction, new: new, old: old).text, info: "")
        }
    }

    /// Nil for what registries let pass.
    private static func rule(for change: ProtobufChange, _ direction: CompatibilityDirection) -> CompatibilityRule? {
        let isBackward = direction == .backward
        return switch change {
        case .packageChanged: packageChanged
        case .messageRemoved: isBackward ? messageRemoved : messageAdded
        case .fieldKindChanged: fieldKindChanged
        case .fieldScalarKindChanged: fieldScalarKindChanged
        case .fieldNamedTypeChanged: fieldNamedTypeChanged
        case .fieldNumericLabelChanged: fieldNumericLabelChanged
        case .requiredFieldAdded: isBackward ? requiredFieldAdded : requiredFieldNotWritten
        case .requiredFieldRemoved: isBackward ? requiredFieldRemoved : requiredFieldNotKnown
        case .oneofFieldRemoved: isBackward ? oneofFieldRemoved : oneofFieldAdded
        case .multipleFieldsMovedToOneof: isBackward ? multipleFieldsMovedToOneof : multipleFieldsMovedOutOfOneof
        case .fieldMovedToExistingOneof: isBackward ? fieldMovedToExistingOneof : fieldMovedOutOfOneof
        case .messageAdded, .messageMoved, .enumAdded, .enumRemoved, .enumValueAdded, .enumValueChanged, .enumValueRemoved,
            .fieldAdded, .fieldRemoved, .fieldNameChanged, .fieldStringOrBytesLabelChanged, .oneofAdded, .oneofRemoved,
            .oneofFieldAdded, .oneofFieldMovedToTopLevel:
            nil
        }
    }
}

extension ProtobufDifference {
    /// The words of a declaration that it is about. What only contains a part that is missing is shown by its name.
    func aspect(ofOriginal isOriginal: Bool) -> ProtobufAspect {
        switch change {
        case .fieldKindChanged, .fieldScalarKindChanged, .fieldNamedTypeChanged: return .type
        case .fieldNumericLabelChanged, .fieldStringOrBytesLabelChanged: return .label
        case .messageMoved, .fieldNameChanged, .enumValueChanged: return .name
        case .messageRemoved where isOriginal, .enumRemoved where isOriginal: return .whole
        case .messageAdded where !isOriginal, .enumAdded where !isOriginal: return .whole
        default:
            switch isOriginal ? original : update {
            case .message, .enumeration: return .name
            default: return .whole
            }
        }
    }
}
