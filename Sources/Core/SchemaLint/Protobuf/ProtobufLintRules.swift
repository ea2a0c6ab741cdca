internal import Compatibility

/// The table of Protobuf's lint rules. A rule is added by a row here, a check in `ProtobufLint`, and a folder in `Compat/lint`.
package enum ProtobufLintRules {
    package static let all: [LintRule] = evolution + names + documentation

    static func findings(_ written: WrittenSchema, _ applies: @escaping (LintRule) -> Bool) -> [LintFinding] {
        guard case .protobuf(let schema) = written.schema else { return [] }
        var lint = ProtobufLint(schema, text: written.text, applies)
        return LintFixTrials.complete(lint.run(), of: written) { changed in
            guard case .protobuf(let schema) = changed.schema else { return nil }
            var lint = ProtobufLint(schema, text: changed.text, applies, makesProposals: false)
            return lint.run().map(\.rule)
        }
    }

    private static func rule(
        _ name: String, _ category: LintCategory, level: FindingLevel = .warning, _ summary: String, _ hint: String, after: String
    ) -> LintRule {
        LintRule(
            id: "PROTO_LINT_\(name)", language: "PROTOBUF", category: category, level: level, summary: summary, hint: hint,
            example: RuleExample(after: after))
    }

    // MARK: What keeps a schema able to evolve

    static let requiredField = rule(
        "REQUIRED_FIELD", .minimal, "A required field can never be removed: a reader that knows it refuses data without it.",
        "make the field optional, and check it in code",
        after: "syntax = \"proto2\";\npackage shop;\nmessage Order {\n  required string id = 1;\n}\n")
    static let enumFirstValue = rule(
        "ENUM_FIRST_VALUE_NOT_ZERO", .minimal,
        "An enum that is not set reads as its first value, in proto3 as the value 0; they should be one.",
        "put a value with the number 0 first",
        after: "syntax = \"proto2\";\npackage shop;\nenum Status {\n  STATUS_OPEN = 1;\n}\n")
    static let packageMissing = rule(
        "PACKAGE_MISSING", .minimal, "Without a package every message of the company has to have a name of its own.",
        "add a package",
        after: "syntax = \"proto3\";\nmessage Order {}\n")
    static let syntaxMissing = rule(
        "SYNTAX_MISSING", .minimal, "A file that does not say its syntax is proto2, which is rarely meant.",
        "say the syntax or the edition",
        after: "package shop;\nmessage Order {}\n")
    static let group = rule(
        "GROUP", .minimal, "Groups are deprecated, and what follows proto2 does not have them.", "use a message",
        after: "syntax = \"proto2\";\npackage shop;\nmessage Order {\n  optional group Line = 1 {}\n}\n")
    static let enumAlias = rule(
        "ENUM_ALIAS", .minimal, level: .note, "A number with two names is written to JSON under the first one only.",
        "give each value a number of its own",
        after:
            "syntax = \"proto3\";\npackage shop;\nenum Status {\n  option allow_alias = true;\n  STATUS_UNSPECIFIED = 0;\n  STATUS_NONE = 0;\n}\n"
    )
    static let defaultValue = rule(
        "DEFAULT_VALUE", .minimal, level: .note,
        "A default is no part of the data: a reader with another version of the schema sees another value.",
        "decide what a missing value means in code",
        after: "syntax = \"proto2\";\npackage shop;\nmessage Order {\n  optional int32 count = 1 [default = 7];\n}\n")
    static let importPublic = rule(
        "IMPORT_PUBLIC", .minimal, level: .note, "What a public import brings is lost to others when it goes.",
        "let everyone import what they use",
        after: "syntax = \"proto3\";\npackage shop;\nimport public \"google/protobuf/timestamp.proto\";\n")
    static let evolution = [
        requiredField, enumFirstValue, packageMissing, syntaxMissing, group, enumAlias, defaultValue, importPublic,
    ]

    // MARK: What readers of a schema expect

    static let messageName = rule(
        "MESSAGE_NAME", .standard, "Messages are named in PascalCase.", "write it like OrderLine",
        after: "syntax = \"proto3\";\npackage shop;\n// One.\nmessage order_line {}\n")
    static let fieldName = rule(
        "FIELD_NAME", .standard, "Fields are named in lower_snake_case: generated code and JSON make their own case of it.",
        "write it like order_line",
        after: "syntax = \"proto3\";\npackage shop;\n// One.\nmessage Order {\n  string orderId = 1;\n}\n")
    static let oneofName = rule(
        "ONEOF_NAME", .standard, "Oneofs are named in lower_snake_case.", "write it like payment_method",
        after: "syntax = \"proto3\";\npackage shop;\n// One.\nmessage Order {\n  oneof Payment {\n    string card = 1;\n  }\n}\n")
    static let enumName = rule(
        "ENUM_NAME", .standard, "Enums are named in PascalCase.", "write it like OrderStatus",
        after: "syntax = \"proto3\";\npackage shop;\n// One.\nenum order_status {\n  ORDER_STATUS_UNSPECIFIED = 0;\n}\n")
    static let enumValueName = rule(
        "ENUM_VALUE_NAME", .standard, "Values of an enum are named in UPPER_SNAKE_CASE.", "write it like STATUS_OPEN",
        after: "syntax = \"proto3\";\npackage shop;\n// One.\nenum Status {\n  STATUS_UNSPECIFIED = 0;\n  STATUS_open = 1;\n}\n")
    static let enumValuePrefix = rule(
        "ENUM_VALUE_PREFIX", .standard, "Values stand beside their enum, not in it: two enums cannot both have OPEN.",
        "begin it with the enum's name",
        after: "syntax = \"proto3\";\npackage shop;\n// One.\nenum Status {\n  STATUS_UNSPECIFIED = 0;\n  OPEN = 1;\n}\n")
    static let enumZeroSuffix = rule(
        "ENUM_ZERO_VALUE_SUFFIX", .standard, "The value 0 is what an unset field reads as, and should say so.",
        "name it like STATUS_UNSPECIFIED",
        after: "syntax = \"proto3\";\npackage shop;\n// One.\nenum Status {\n  STATUS_OPEN = 0;\n}\n")
    static let packageName = rule(
        "PACKAGE_NAME", .standard, "Packages are named in lower_snake_case, with dots.", "write it like shop.orders.v1",
        after: "syntax = \"proto3\";\npackage Shop;\n")
    static let serviceName = rule(
        "SERVICE_NAME", .standard, "Services are named in PascalCase.", "write it like OrderService",
        after: "syntax = \"proto3\";\npackage shop;\nservice orders {}\n")
    static let methodName = rule(
        "RPC_NAME", .standard, "Methods are named in PascalCase.", "write it like PlaceOrder",
        after: "syntax = \"proto3\";\npackage shop;\n// One.\nmessage M {}\nservice Orders {\n  rpc place(M) returns (M);\n}\n")
    static let importUnused = rule(
        "IMPORT_UNUSED", .standard, "An import that nothing uses makes readers fetch a file they do not need.",
        "remove the import",
        after: "syntax = \"proto3\";\npackage shop;\nimport \"google/protobuf/timestamp.proto\";\n")
    static let names = [
        messageName, fieldName, oneofName, enumName, enumValueName, enumValuePrefix, enumZeroSuffix, packageName, serviceName,
        methodName,
        importUnused,
    ]

    // MARK: Documentation

    static let messageDoc = rule(
        "MESSAGE_DOC", .standard, level: .note, "A message at the top of a file says what it stands for, in a comment above it.",
        "add a comment",
        after: "syntax = \"proto3\";\npackage shop;\n\nmessage Order {}\n")
    static let enumDoc = rule(
        "ENUM_DOC", .standard, level: .note, "An enum at the top of a file says what it stands for, in a comment above it.",
        "add a comment",
        after: "syntax = \"proto3\";\npackage shop;\n\nenum Status {\n  STATUS_UNSPECIFIED = 0;\n}\n")
    static let documentation = [messageDoc, enumDoc]
}
