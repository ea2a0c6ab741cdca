internal import Compatibility

/// The table of Avro's lint rules. A rule is added by a row here, a check in `AvroLinter`, and a folder in `Compat/lint`.
package enum AvroLintRules {
    static let fieldWithoutDefault = minimal(
        "FIELD_WITHOUT_DEFAULT", .note,
        "A field without a default can never be added or taken away where readers and writers move at different times.",
        "give it a default, unless every record there will ever be has it", record(#"{"name": "id", "type": "string"}"#))
    static let optionalWithoutDefault = minimal(
        "OPTIONAL_WITHOUT_DEFAULT", .warning,
        "A field may be null and yet has no default: readers refuse records that lack it.",
        "add \"default\": null, with null as the first branch", record(#"{"name": "note", "type": ["null", "string"]}"#))
    static let defaultNotOfFirstBranch = minimal(
        "DEFAULT_NOT_OF_FIRST_BRANCH", .warning,
        "A default is of another branch than the union's first: up to Avro 1.11 the specification refuses that, and many readers do.",
        "put the default's branch first", record(#"{"name": "note", "type": ["string", "null"], "default": null}"#))
    static let defaultUnusable = minimal(
        "DEFAULT_UNUSABLE", .error,
        "A default that parsers let pass and readers cannot use: no symbol of its enum, of another size than its fixed, or no bytes.",
        "write a default of the type",
        record(#"{"name": "s", "type": {"type": "enum", "name": "S", "symbols": ["A"], "default": "A"}, "default": "B"}"#))
    static let enumWithoutDefault = minimal(
        "ENUM_WITHOUT_DEFAULT", .warning,
        "An enum without a default cannot get new symbols: readers that do not know them refuse the record.",
        "give the enum a default, such as a symbol UNKNOWN", #"{"type": "enum", "name": "Status", "symbols": ["NEW", "DONE"]}"#)
    static let logicalTypeUnknown = minimal(
        "LOGICAL_TYPE_UNKNOWN", .warning,
        "A logical type that the specification does not know is ignored by readers without a word.",
        "write one of the specification's, or another attribute",
        record(#"{"name": "t", "type": {"type": "long", "logicalType": "timestamp-milis"}}"#))
    static let logicalTypeIgnored = minimal(
        "LOGICAL_TYPE_IGNORED", .warning,
        "A logical type on a type it does not go with, or with attributes out of range, is ignored by readers without a word.",
        "use the type it annotates, and the attributes it needs",
        record(#"{"name": "t", "type": {"type": "int", "logicalType": "timestamp-millis"}}"#))
    static let logicalTypeOnField = minimal(
        "LOGICAL_TYPE_ON_FIELD", .warning,
        "A logical type written beside a field's type, not inside it, is no logical type at all.",
        "move it into the type", record(#"{"name": "t", "type": "long", "logicalType": "timestamp-millis"}"#))
    static let attributeMisspelt = minimal(
        "ATTRIBUTE_MISSPELT", .warning,
        "An attribute that nearly is one of Avro's is kept as a remark and does nothing.",
        "spell it as Avro does", record(#"{"name": "id", "type": "string", "defualt": ""}"#))
    static let aliasAmbiguous = minimal(
        "ALIAS_AMBIGUOUS", .warning,
        "A field lists the name of a field of the same record as its alias, so that readers cannot tell them apart.",
        "drop the alias",
        record(#"{"name": "a", "type": "int", "default": 0}, {"name": "b", "type": "int", "default": 0, "aliases": ["a"]}"#))
    static let namesDifferInCase = minimal(
        "NAMES_DIFFER_IN_CASE", .warning,
        "Two fields of a record or symbols of an enum differ in case alone, which many languages and tables cannot keep apart.",
        "give one of them another name",
        record(#"{"name": "id", "type": "int", "default": 0}, {"name": "ID", "type": "int", "default": 0}"#))
    static let endless = minimal(
        "ENDLESS", .error,
        "A type has no value that ends: it contains itself without a way out, or a union without branches.",
        "put a union with null, an array or a map in between",
        #"{"type": "record", "name": "Node", "fields": [{"name": "next", "type": "Node"}]}"#)

    static let namespaceMissing = standard(
        "NAMESPACE_MISSING", .warning,
        "A named type without a namespace takes a name that anybody's type may have.",
        "give it a \"namespace\", such as the team's domain reversed",
        #"{"type": "fixed", "name": "Digest", "size": 16, "doc": "d"}"#)
    static let namespaceCase = standard(
        "NAMESPACE_CASE", .warning, "Namespaces are lower case, as packages are in most languages.",
        "write it in lower case", #"{"type": "fixed", "name": "Digest", "namespace": "com.Acme", "size": 16, "doc": "d"}"#)
    static let typeNameCase = standard(
        "TYPE_NAME_CASE", .warning, "Names of types are UpperCamelCase: code is generated from them.",
        "begin it with a capital, and write words together",
        #"{"type": "fixed", "name": "message_digest", "namespace": "a", "size": 16, "doc": "d"}"#)
    static let fieldNameCase = standard(
        "FIELD_NAME_CASE", .warning, "Names of fields begin with a small letter.",
        "write it as lower_snake_case or lowerCamelCase", record(#"{"name": "Id", "type": "int", "default": 0, "doc": "d"}"#))
    static let fieldNamesMixed = standard(
        "FIELD_NAMES_MIXED", .note, "A record names its fields in snake_case and camelCase.",
        "settle on one of them",
        record(
            #"{"name": "order_id", "type": "int", "default": 0, "doc": "d"}, {"name": "customerId", "type": "int", "default": 0, "doc": "d"}"#
        ))
    static let symbolCase = standard(
        "SYMBOL_CASE", .warning, "Symbols of enums are UPPER_SNAKE_CASE.",
        "write it in capitals",
        #"{"type": "enum", "name": "S", "namespace": "a", "symbols": ["A", "done"], "default": "A", "doc": "d"}"#)
    static let docMissing = standard(
        "DOC_MISSING", .note, "A named type says nothing about itself: readers of the catalog see its name alone.",
        "add a \"doc\"", #"{"type": "fixed", "name": "Digest", "namespace": "a", "size": 16}"#)
    static let fieldDocMissing = standard(
        "FIELD_DOC_MISSING", .note, "A field says nothing about itself: unit, meaning, whether it can be empty.",
        "add a \"doc\"", record(#"{"name": "id", "type": "int", "default": 0}"#))

    package static let all = [
        fieldWithoutDefault, optionalWithoutDefault, defaultNotOfFirstBranch, defaultUnusable, enumWithoutDefault,
        logicalTypeUnknown, logicalTypeIgnored, logicalTypeOnField, attributeMisspelt, aliasAmbiguous, namesDifferInCase, endless,
        namespaceMissing, namespaceCase, typeNameCase, fieldNameCase, fieldNamesMixed, symbolCase, docMissing, fieldDocMissing,
    ]

    static func findings(_ written: WrittenSchema, _ applies: (LintRule) -> Bool) -> [LintFinding] {
        guard let text = AvroText(written) else { return [] }
        var linter = AvroLinter(text)
        return LintFixTrials.complete(linter.findings().filter { applies($0.rule) }, of: written) { changed in
            AvroText(changed).map { text in
                var linter = AvroLinter(text)
                return linter.findings().map(\.rule)
            }
        }
    }

    private static func minimal(
        _ id: String, _ level: FindingLevel, _ summary: String, _ hint: String, _ example: String
    ) -> LintRule {
        LintRule(
            id: "AVRO_LINT_\(id)", language: "AVRO", category: .minimal, level: level, summary: summary, hint: hint,
            example: RuleExample(after: example))
    }

    private static func standard(
        _ id: String, _ level: FindingLevel, _ summary: String, _ hint: String, _ example: String
    ) -> LintRule {
        LintRule(
            id: "AVRO_LINT_\(id)", language: "AVRO", category: .standard, level: level, summary: summary, hint: hint,
            example: RuleExample(after: example))
    }

    private static func record(_ fields: String) -> String {
        #"{"type": "record", "name": "Order", "namespace": "com.acme", "doc": "An order.", "fields": [\#(fields)]}"#
    }
}
