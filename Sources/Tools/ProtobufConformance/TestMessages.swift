/// The `.proto` files whose messages Google's conformance runner sends, made from their names, numbers and types.
enum TestMessages: CaseIterable {
    case proto2, proto3, editionsProto2, editionsProto3, edition2023

    var fileName: String {
        switch self {
        case .proto2: "google/protobuf/test_messages_proto2.proto"
        case .proto3: "google/protobuf/test_messages_proto3.proto"
        case .editionsProto2: "editions/golden/test_messages_proto2_editions.proto"
        case .editionsProto3: "editions/golden/test_messages_proto3_editions.proto"
        case .edition2023: "conformance/test_protos/test_messages_edition2023.proto"
        }
    }

    var text: String {
        ([head] + allTypes + others).joined(separator: "\n")
    }

    /// The messages of the edition that is never finished, as edition 2023 has them.
    static let unstable: (fileName: String, text: String) = (
        "conformance/test_protos/test_messages_edition_unstable.proto",
        """
            edition = "2023";
            package protobuf_test_messages.edition_unstable;
            option features.message_encoding = DELIMITED;
            message ComplexMessage { int32 d = 1; }
            message ForeignMessageEditionUnstable { int32 c = 1; }
            enum ForeignEnumEditionUnstable { FOREIGN_FOO = 0; FOREIGN_BAR = 1; FOREIGN_BAZ = 2; }
            message TestAllTypesEditionUnstable {
              int32 optional_int32 = 1;
              ForeignMessageEditionUnstable optional_foreign_message = 2 [features.message_encoding = LENGTH_PREFIXED];
              ForeignEnumEditionUnstable optional_foreign_enum = 3;
              TestAllTypesEditionUnstable recursive_message = 4 [features.message_encoding = LENGTH_PREFIXED];
              repeated int32 repeated_int32 = 5;
              repeated ForeignMessageEditionUnstable repeated_foreign_message = 6 [features.message_encoding = LENGTH_PREFIXED];
              repeated ForeignEnumEditionUnstable repeated_foreign_enum = 7;
              map<int32, int32> map_int32_int32 = 8; map<bool, bool> map_bool_bool = 9;
              map<string, string> map_string_string = 10;
              map<string, ForeignMessageEditionUnstable> map_string_foreign_message = 11;
              map<string, ForeignEnumEditionUnstable> map_string_foreign_enum = 12;
              bytes optional_bytes = 13; repeated bytes repeated_bytes = 14; map<string, bytes> map_string_bytes = 15;
              extensions 120 to 200;
            }
            extend TestAllTypesEditionUnstable { int32 extension_int32 = 120; }
            """
    )

    // MARK: - What differs

    private var isEditions: Bool { self != .proto2 && self != .proto3 }
    private var hasProto2Fields: Bool { self == .proto2 || self == .editionsProto2 }
    private var hasProto3Fields: Bool { self == .proto3 || self == .editionsProto3 }

    private var head: String {
        switch self {
        case .proto2: "syntax = \"proto2\";\npackage protobuf_test_messages.proto2;"
        case .proto3: "syntax = \"proto3\";\npackage protobuf_test_messages.proto3;" + Self.imports
        case .editionsProto2:
            """
            edition = "2023";
            package protobuf_test_messages.editions.proto2;
            option features.enum_type = CLOSED;
            option features.repeated_field_encoding = EXPANDED;
            option features.utf8_validation = NONE;
            """
        case .editionsProto3:
            "edition = \"2023\";\npackage protobuf_test_messages.editions.proto3;" + Self.imports
                + "option features.field_presence = IMPLICIT;"
        case .edition2023:
            "edition = \"2023\";\npackage protobuf_test_messages.editions;\noption features.message_encoding = DELIMITED;"
        }
    }

    private static let imports =
        "\n" + ["any", "duration", "empty", "field_mask", "struct", "timestamp", "wrappers"].map {
            "import \"google/protobuf/\($0).proto\";\n"
        }.joined()

    private var label: String { self == .proto2 ? "optional " : "" }

    /// What the types' names end with.
    private var suffix: String {
        switch self {
        case .proto2, .editionsProto2: "Proto2"
        case .proto3, .editionsProto3: "Proto3"
        case .edition2023: "Edition2023"
        }
    }

    private var foreignSuffix: String { hasProto3Fields ? "" : suffix }
    private var all: String { "TestAllTypes\(suffix)" }
    private var foreignMessage: String { "ForeignMessage\(foreignSuffix)" }
    private var foreignEnum: String { "ForeignEnum\(foreignSuffix)" }

    /// Messages of the edition's file come with a length all the same.
    private var prefixed: String { self == .edition2023 ? " [features.message_encoding = LENGTH_PREFIXED]" : "" }

    private func packed(_ isPacked: Bool) -> String {
        isEditions ? " [features.repeated_field_encoding = \(isPacked ? "PACKED" : "EXPANDED")]" : " [packed = \(isPacked)]"
    }

    /// A group where there are such, a delimited message where there are not.
    private func group(_ name: String, _ number: Int, _ fields: String) -> String {
        if self == .proto2 { return "optional group \(name) = \(number) { \(fields) }" }
        return "message \(name) { \(fields) } \(name) \(name.lowercased()) = \(number) [features.message_encoding = DELIMITED];"
    }

    // MARK: - The message of all types

    static let scalars = [
        "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64", "float", "double",
        "bool", "string", "bytes",
    ]
    private static let values = "FOO = 0; BAR = 1; BAZ = 2; NEG = -1;"

    private var allTypes: [String] {
        var lines = ["message \(all) {"]
        lines.append("message NestedMessage { \(label)int32 a = 1; \(label)\(all) corecursive = 2\(prefixed); }")
        lines.append("enum NestedEnum { \(Self.values) }")
        for (index, type) in Self.scalars.enumerated() {
            lines.append("\(label)\(type) optional_\(type) = \(1 + index);")
            lines.append("repeated \(type) repeated_\(type) = \(31 + index);")
            if index < 13 {
                lines.append("repeated \(type) packed_\(type) = \(75 + index)\(packed(true));")
                lines.append("repeated \(type) unpacked_\(type) = \(89 + index)\(packed(false));")
            }
        }
        lines.append("repeated NestedEnum packed_nested_enum = 88\(packed(true));")
        lines.append("repeated NestedEnum unpacked_nested_enum = 102\(packed(false));")
        lines.append("\(label)\(all) recursive_message = 27\(prefixed);")
        for (label, name, base) in [(label, "optional", 0), ("repeated ", "repeated", 30)] {
            lines.append("\(label)NestedMessage \(name)_nested_message = \(base + 18)\(prefixed);")
            lines.append("\(label)\(foreignMessage) \(name)_foreign_message = \(base + 19)\(prefixed);")
            lines.append("\(label)NestedEnum \(name)_nested_enum = \(base + 21);")
            lines.append("\(label)\(foreignEnum) \(name)_foreign_enum = \(base + 22);")
            lines.append("\(label)string \(name)_string_piece = \(base + 24) [ctype = STRING_PIECE];")
            lines.append("\(label)string \(name)_cord = \(base + 25) [ctype = CORD];")
        }
        return lines + maps + oneof + (hasProto2Fields ? proto2Fields : []) + (hasProto3Fields ? proto3Fields : [])
            + (self == .edition2023 ? edition2023Fields : oddNames) + ["}"]
    }

    private var maps: [String] {
        var lines: [String] = []
        for (index, type) in Self.scalars.prefix(10).enumerated() {
            lines.append("map<\(type), \(type)> map_\(type)_\(type) = \(56 + index);")
        }
        let others = [
            ("int32", "float", "float"), ("int32", "double", "double"), ("bool", "bool", "bool"), ("string", "string", "string"),
            ("string", "bytes", "bytes"), ("string", "NestedMessage", "nested_message"),
            ("string", foreignMessage, "foreign_message"), ("string", "NestedEnum", "nested_enum"),
            ("string", foreignEnum, "foreign_enum"),
        ]
        for (index, (key, type, name)) in others.enumerated() {
            lines.append("map<\(key), \(type)> map_\(key)_\(name) = \(66 + index);")
        }
        return lines
    }

    private var oneof: [String] {
        [
            "oneof oneof_field { uint32 oneof_uint32 = 111; NestedMessage oneof_nested_message = 112\(prefixed);",
            "string oneof_string = 113; bytes oneof_bytes = 114; bool oneof_bool = 115; uint64 oneof_uint64 = 116;",
            "float oneof_float = 117; double oneof_double = 118; NestedEnum oneof_enum = 119;",
            hasProto3Fields ? "google.protobuf.NullValue oneof_null_value = 120; }" : "}",
        ]
    }

    private var oddNames: [String] {
        [
            "fieldname1", "field_name2", "_field_name3", "field__name4_", "field0name5", "field_0_name6", "fieldName7",
            "FieldName8",
            "field_Name9", "Field_Name10", "FIELD_NAME11", "FIELD_name12", "__field_name13", "__Field_name14", "field__name15",
            "field__Name16", "field_name17__", "Field_name18__",
        ].enumerated().map { "\(label)int32 \($0.element) = \(401 + $0.offset);" }
    }

    private var proto2Fields: [String] {
        let defaults = [
            "-123456789", "-9123456789123456789", "2123456789", "10123456789123456789", "-123456789", "-9123456789123456789",
            "2123456789", "10123456789123456789", "-123456789", "-9123456789123456789", "9e9", "7e22", "true", "\"Rosebud\"",
            "\"joshua\"",
        ]
        return [
            "map<int32, bool> map_int32_bool = 104; map<int32, NestedMessage> map_int32_nested_message = 103;",
            "extensions 120 to 200;",
            group("Data", 201, "\(label)int32 group_int32 = 202; \(label)uint32 group_uint32 = 203;"),
            group("MultiWordGroupField", 204, "\(label)int32 group_int32 = 205; \(label)uint32 group_uint32 = 206;"),
            "\(label)MessageSetCorrect message_set_correct = 500;",
            "message MessageSetCorrect { option message_set_wire_format = true; extensions 4 to max; }",
            "message MessageSetCorrectExtension1 {",
            "extend MessageSetCorrect { \(label)MessageSetCorrectExtension1 message_set_extension = 1547769; }",
            "\(label)string str = 25; }",
            "message MessageSetCorrectExtension2 {",
            "extend MessageSetCorrect { \(label)MessageSetCorrectExtension2 message_set_extension = 4135312; }",
            "\(label)int32 i = 9; \(label)MessageSetCorrect sub_msg = 10; }",
            "message ExtensionWithOneof { oneof oneof_field { int32 a = 1; int32 b = 2; }",
            "extend MessageSetCorrect { \(label)ExtensionWithOneof extension_with_oneof = 123456789; } }",
        ] + zip(Self.scalars, defaults).enumerated().map { index, field in
            "\(label)\(field.0) default_\(field.0) = \(241 + index) [default = \(field.1)];"
        }
    }

    private var proto3Fields: [String] {
        var lines = [
            "enum AliasedEnum { option allow_alias = true; ALIAS_FOO = 0; ALIAS_BAR = 1; ALIAS_BAZ = 2; MOO = 2; moo = 2; "
                + "bAz = 2; }",
            "AliasedEnum optional_aliased_enum = 23;",
        ]
        for (index, type) in ["Bool", "Int32", "Int64", "UInt32", "UInt64", "Float", "Double", "String", "Bytes"].enumerated() {
            lines.append("google.protobuf.\(type)Value optional_\(type.lowercased())_wrapper = \(201 + index);")
            lines.append("repeated google.protobuf.\(type)Value repeated_\(type.lowercased())_wrapper = \(211 + index);")
        }
        let types: [(String, String, Int?, Int?)] = [
            ("Duration", "duration", 301, 311), ("Timestamp", "timestamp", 302, 312), ("FieldMask", "field_mask", 303, nil),
            ("FieldMask", "fieldmask", nil, 313), ("Struct", "struct", 304, 324), ("Any", "any", 305, 315),
            ("Value", "value", 306, 316), ("NullValue", "null_value", 307, nil), ("ListValue", "list_value", nil, 317),
            ("Empty", "empty", 308, 318),
        ]
        for (type, name, single, list) in types {
            if let single { lines.append("google.protobuf.\(type) optional_\(name) = \(single);") }
            if let list { lines.append("repeated google.protobuf.\(type) repeated_\(name) = \(list);") }
        }
        return lines
    }

    private var edition2023Fields: [String] {
        [
            "extensions 120 to 200; map<int32, \(all)> map_recursive = 301;",
            "message GroupLikeType { int32 group_int32 = 202; uint32 group_uint32 = 203; }",
            "GroupLikeType groupliketype = 201; GroupLikeType delimited_field = 202;",
        ]
    }

    // MARK: - The messages beside it

    private var others: [String] {
        var lines = [
            "message \(foreignMessage) { \(label)int32 c = 1; }",
            "enum \(foreignEnum) { FOREIGN_FOO = 0; FOREIGN_BAR = 1; FOREIGN_BAZ = 2; }",
        ]
        let extensionFields =
            "\(label)int32 extension_int32 = 120; \(label)string extension_string = 133; \(label)bytes extension_bytes = 134;"
        switch self {
        case .edition2023:
            lines += [
                "message ComplexMessage { int32 d = 1; }", "message GroupLikeType { int32 c = 1; }",
                "extend \(all) { \(extensionFields) GroupLikeType groupliketype = 121; GroupLikeType delimited_ext = 122; }",
            ]
            return lines
        case .proto2:
            lines.append(
                "extend \(all) { \(extensionFields) "
                    + group("GroupField", 121, "optional int32 group_int32 = 122; optional uint32 group_uint32 = 123;") + " }")
        case .editionsProto2:
            lines.append("message GroupField { int32 group_int32 = 122; uint32 group_uint32 = 123; }")
            lines.append(
                "extend \(all) { \(extensionFields) GroupField groupfield = 121 [features.message_encoding = DELIMITED]; }")
        case .proto3, .editionsProto3: break
        }
        lines.append("message NullHypothesis\(suffix) {} message EnumOnly\(suffix) { enum Bool { kFalse = 0; kTrue = 1; } }")
        if hasProto2Fields {
            lines.append(contentsOf: [
                "message UnknownToTestAllTypes { \(label)int32 optional_int32 = 1001; \(label)string optional_string = 1002;",
                "\(label)\(foreignMessage) nested_message = 1003; \(group("OptionalGroup", 1004, "\(label)int32 a = 1;"))",
                "\(label)bool optional_bool = 1006; repeated int32 repeated_int32 = 1011; }",
                "message OneStringProto2 { \(label)string data = 1; }",
                "message ProtoWithKeywords { \(label)int32 inline = 1; \(label)string concept = 2; "
                    + "repeated string requires = 3; }",
                "message TestLargeOneof { message A1 {} message A2 {} message A3 {} message A4 {} message A5 {}",
                "oneof large_oneof { A1 a1 = 1; A2 a2 = 2; A3 a3 = 3; A4 a4 = 4; A5 a5 = 5; } }",
            ])
            lines += requiredTypes
        }
        return lines
    }

    private var requiredTypes: [String] {
        func required(_ type: String, _ name: String, _ number: Int) -> String {
            self == .proto2
                ? "required \(type) \(name) = \(number);"
                : "\(type) \(name) = \(number) [features.field_presence = LEGACY_REQUIRED];"
        }
        let all = "TestAllRequiredTypesProto2"
        return [
            "message \(all) { enum NestedEnum { \(Self.values) }",
            "message NestedMessage { \(required("int32", "a", 1)) \(required(all, "corecursive", 2)) "
                + "\(label)\(all) optional_corecursive = 3; }",
        ] + Self.scalars.enumerated().map { required($0.element, "required_\($0.element)", $0.offset + 1) } + [
            required("NestedMessage", "required_nested_message", 18), required(foreignMessage, "required_foreign_message", 19),
            required("NestedEnum", "required_nested_enum", 21), required(foreignEnum, "required_foreign_enum", 22),
            required("string", "required_string_piece", 24), required("string", "required_cord", 25),
            required(all, "recursive_message", 27), "\(label)\(all) optional_recursive_message = 28; extensions 120 to 200; }",
        ]
    }
}
