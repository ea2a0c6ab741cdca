package import Avro
internal import JSONText

/// The table of Avro's rules. A rule is added by a row here, a case in `AvroProblem`, and a folder in `Compat/avro`.
package enum AvroRules {
    package static let fieldAddedWithoutDefault = CompatibilityRule(
        id: "AVRO_FIELD_ADDED_WITHOUT_DEFAULT", confluentErrorType: "READER_FIELD_MISSING_DEFAULT_VALUE",
        summary: "A new field has no default: data written before has no value for it.",
        hint: "give the field a default, such as \"default\": \"\" or a type [\"null\", …] with \"default\": null",
        example: .fields(#"{"name": "id", "type": "string"}"#, #"{"name": "id", "type": "string"}, {"name": "currency", "type": "string"}"#))
    package static let fieldRemovedWithoutDefault = CompatibilityRule(
        id: "AVRO_FIELD_REMOVED_WITHOUT_DEFAULT", confluentErrorType: "READER_FIELD_MISSING_DEFAULT_VALUE",
        summary: "A field was removed that had no default: readers on the old schema miss it.",
        hint: "keep the field; to remove it, first register a version in which it has a default, and let readers move to it",
        example: .fields(
            #"{"name": "id", "type": "string"}, {"name": "currency", "type": "string"}"#, #"{"name": "id", "type": "string"}"#,
            .forward))
    package static let typeChanged = CompatibilityRule(
        id: "AVRO_TYPE_CHANGED", confluentErrorType: "TYPE_MISMATCH",
        summary: "A type was changed to one that cannot read the other's data.",
        hint: "keep the type and add a field with a default for the new one; "
            + "only int to long, float or double, long to float or double, float to double, "
            + "and string to or from bytes go by themselves",
        example: .fields(#"{"name": "amount", "type": "string"}"#, #"{"name": "amount", "type": "long"}"#))
    package static let nameChanged = CompatibilityRule(
        id: "AVRO_NAME_CHANGED", confluentErrorType: "NAME_MISMATCH",
        summary: "A record, enum or fixed has another name, which no alias of the reader's covers.",
        hint: "keep the name, or list the full name of the other schema in the reader's \"aliases\"",
        example: RuleExample(
            before: #"{"type": "fixed", "name": "Digest", "size": 16}"#, after: #"{"type": "fixed", "name": "Hash", "size": 16}"#))
    package static let enumSymbolRemoved = CompatibilityRule(
        id: "AVRO_ENUM_SYMBOL_REMOVED", confluentErrorType: "MISSING_ENUM_SYMBOLS",
        summary: "An enum lost symbols that data may contain, and has no default to read them as.",
        hint: "keep the symbols, or give the enum a \"default\" among its symbols",
        example: RuleExample(
            before: #"{"type": "enum", "name": "Status", "symbols": ["NEW", "PAID"]}"#,
            after: #"{"type": "enum", "name": "Status", "symbols": ["NEW"]}"#))
    package static let enumSymbolAdded = CompatibilityRule(
        id: "AVRO_ENUM_SYMBOL_ADDED", confluentErrorType: "MISSING_ENUM_SYMBOLS",
        summary: "An enum has new symbols that readers on the old schema do not know, and no default there to read them as.",
        hint: "register a version whose enum has a \"default\" first, let readers move to it, then add symbols",
        example: RuleExample(
            before: #"{"type": "enum", "name": "Status", "symbols": ["NEW"]}"#,
            after: #"{"type": "enum", "name": "Status", "symbols": ["NEW", "PAID"]}"#, direction: .forward))
    package static let unionBranchRemoved = CompatibilityRule(
        id: "AVRO_UNION_BRANCH_REMOVED", confluentErrorType: "MISSING_UNION_BRANCH",
        summary: "No branch of the new union can read a type that old data may contain.",
        hint: "keep the branch; if it is still there by name, something inside it has changed",
        example: .fields(#"{"name": "v", "type": ["null", "int", "string"]}"#, #"{"name": "v", "type": ["null", "string"]}"#))
    package static let unionBranchAdded = CompatibilityRule(
        id: "AVRO_UNION_BRANCH_ADDED", confluentErrorType: "MISSING_UNION_BRANCH",
        summary: "No branch of the old union can read a type that new data may contain.",
        hint: "let readers move to a schema with the branch before writers use it: a BACKWARD level allows that",
        example: .fields(
            #"{"name": "v", "type": ["null", "string"]}"#, #"{"name": "v", "type": ["null", "int", "string"]}"#, .forward))
    package static let fixedSizeChanged = CompatibilityRule(
        id: "AVRO_FIXED_SIZE_CHANGED", confluentErrorType: "FIXED_SIZE_MISMATCH",
        summary: "A fixed has another size.",
        hint: "keep the size, and use a fixed of another name, or bytes, for the new length",
        example: RuleExample(
            before: #"{"type": "fixed", "name": "Digest", "size": 16}"#, after: #"{"type": "fixed", "name": "Digest", "size": 32}"#))
    package static let fieldAliasAmbiguous = CompatibilityRule(
        id: "AVRO_FIELD_ALIAS_AMBIGUOUS", confluentErrorType: nil,
        summary: "A field's name and aliases fit several fields of the writer, so that none can be chosen.",
        hint: "keep only the alias of the field whose values are meant",
        example: .fields(
            #"{"name": "sum", "type": "long"}, {"name": "total", "type": "long"}"#,
            #"{"name": "amount", "type": "long", "aliases": ["sum", "total"]}"#))
    package static let comparisonTooLarge = CompatibilityRule(
        id: "AVRO_COMPARISON_TOO_LARGE", confluentErrorType: nil,
        summary: "The schemas have more pairs of types to compare than is allowed.",
        hint: "split the schema, or reduce the number of branches of its unions")

    package static let all = [
        fieldAddedWithoutDefault, fieldRemovedWithoutDefault, typeChanged, nameChanged, enumSymbolRemoved, enumSymbolAdded,
        unionBranchRemoved, unionBranchAdded, fixedSizeChanged, fieldAliasAmbiguous, comparisonTooLarge,
    ]

    /// All reasons why one of the two cannot read what the other writes, in the order Avro's own checker lists them.
    package static func findings(
        new: AvroSchema, old: AvroSchema, direction: CompatibilityDirection, against version: Int
    ) -> [SchemaFinding] {
        let (reader, writer) = direction == .backward ? (new, old) : (old, new)
        var comparison = AvroComparison(reader: reader, writer: writer)
        return comparison.mismatches().map { mismatch in
            let (newPlace, oldPlace) =
                direction == .backward
                ? (mismatch.readerPlace, mismatch.writerPlace) : (mismatch.writerPlace, mismatch.readerPlace)
            return SchemaFinding(
                rule: rule(mismatch.problem, direction), direction: direction, against: version, path: mismatch.path,
                newPlace: newPlace, oldPlace: oldPlace, element: mismatch.element(in: reader),
                sentence: AvroSentence.text(mismatch, direction), info: mismatch.problem.confluentInfo)
        }
    }

    static func rule(_ problem: AvroProblem, _ direction: CompatibilityDirection) -> CompatibilityRule {
        let isBackward = direction == .backward
        return switch problem {
        case .fieldMissing: isBackward ? fieldAddedWithoutDefault : fieldRemovedWithoutDefault
        case .typeMismatch, .enumFieldMissing: typeChanged
        case .nameMismatch: nameChanged
        case .enumSymbolsMissing: isBackward ? enumSymbolRemoved : enumSymbolAdded
        case .unionBranchMissing: isBackward ? unionBranchRemoved : unionBranchAdded
        case .fixedSizeMismatch: fixedSizeChanged
        case .fieldAmbiguous: fieldAliasAmbiguous
        case .tooLarge: comparisonTooLarge
        }
    }
}

extension RuleExample {
    /// An order with these fields before, and with those after.
    fileprivate static func fields(_ before: String, _ after: String, _ direction: CompatibilityDirection = .backward) -> RuleExample {
        func record(_ fields: String) -> String { #"{"type": "record", "name": "Order", "fields": [\#(fields)]}"# }
        return RuleExample(before: record(before), after: record(after), direction: direction)
    }
}
