extension BundledFile {
    /// The features of `google/protobuf/descriptor.proto`, which came with editions.
    static let descriptorFeatures = """
        message FeatureSet {
            message VisibilityFeature {
                enum DefaultSymbolVisibility {
                    DEFAULT_SYMBOL_VISIBILITY_UNKNOWN = 0;
                    EXPORT_ALL = 1;
                    EXPORT_TOP_LEVEL = 2;
                    LOCAL_ALL = 3;
                    STRICT = 4;
                }
                reserved 1 to max;
            }
            enum FieldPresence {
                FIELD_PRESENCE_UNKNOWN = 0;
                EXPLICIT = 1;
                IMPLICIT = 2;
                LEGACY_REQUIRED = 3;
            }
            enum EnumType {
                ENUM_TYPE_UNKNOWN = 0;
                OPEN = 1;
                CLOSED = 2;
            }
            enum RepeatedFieldEncoding {
                REPEATED_FIELD_ENCODING_UNKNOWN = 0;
                PACKED = 1;
                EXPANDED = 2;
            }
            enum Utf8Validation {
                reserved 1;
                UTF8_VALIDATION_UNKNOWN = 0;
                VERIFY = 2;
                NONE = 3;
            }
            enum MessageEncoding {
                MESSAGE_ENCODING_UNKNOWN = 0;
                LENGTH_PREFIXED = 1;
                DELIMITED = 2;
            }
            enum JsonFormat {
                JSON_FORMAT_UNKNOWN = 0;
                ALLOW = 1;
                LEGACY_BEST_EFFORT = 2;
            }
            enum EnforceNamingStyle {
                ENFORCE_NAMING_STYLE_UNKNOWN = 0;
                STYLE2024 = 1;
                STYLE_LEGACY = 2;
                STYLE2026 = 3;
            }
            optional FieldPresence field_presence = 1 [
                retention = RETENTION_RUNTIME,
                targets = TARGET_TYPE_FIELD,
                targets = TARGET_TYPE_FILE,
                edition_defaults = { value: "EXPLICIT" edition: EDITION_LEGACY },
                edition_defaults = { value: "IMPLICIT" edition: EDITION_PROTO3 },
                edition_defaults = { value: "EXPLICIT" edition: EDITION_2023 },
                feature_support = { edition_introduced: EDITION_2023 }
            ];
            optional EnumType enum_type = 2 [
                retention = RETENTION_RUNTIME,
                targets = TARGET_TYPE_ENUM,
                targets = TARGET_TYPE_FILE,
                edition_defaults = { value: "CLOSED" edition: EDITION_LEGACY },
                edition_defaults = { value: "OPEN" edition: EDITION_PROTO3 },
                feature_support = { edition_introduced: EDITION_2023 }
            ];
            optional RepeatedFieldEncoding repeated_field_encoding = 3 [
                retention = RETENTION_RUNTIME,
                targets = TARGET_TYPE_FIELD,
                targets = TARGET_TYPE_FILE,
                edition_defaults = { value: "EXPANDED" edition: EDITION_LEGACY },
                edition_defaults = { value: "PACKED" edition: EDITION_PROTO3 },
                feature_support = { edition_introduced: EDITION_2023 }
            ];
            optional Utf8Validation utf8_validation = 4 [
                retention = RETENTION_RUNTIME,
                targets = TARGET_TYPE_FIELD,
                targets = TARGET_TYPE_FILE,
                edition_defaults = { value: "NONE" edition: EDITION_LEGACY },
                edition_defaults = { value: "VERIFY" edition: EDITION_PROTO3 },
                feature_support = { edition_introduced: EDITION_2023 }
            ];
            optional MessageEncoding message_encoding = 5 [
                retention = RETENTION_RUNTIME,
                targets = TARGET_TYPE_FIELD,
                targets = TARGET_TYPE_FILE,
                edition_defaults = { value: "LENGTH_PREFIXED" edition: EDITION_LEGACY },
                feature_support = { edition_introduced: EDITION_2023 }
            ];
            optional JsonFormat json_format = 6 [
                retention = RETENTION_RUNTIME,
                targets = TARGET_TYPE_MESSAGE,
                targets = TARGET_TYPE_ENUM,
                targets = TARGET_TYPE_FILE,
                edition_defaults = { value: "LEGACY_BEST_EFFORT" edition: EDITION_LEGACY },
                edition_defaults = { value: "ALLOW" edition: EDITION_PROTO3 },
                feature_support = { edition_introduced: EDITION_2023 }
            ];
            optional EnforceNamingStyle enforce_naming_style = 7 [
                retention = RETENTION_SOURCE,
                targets = TARGET_TYPE_FILE,
                targets = TARGET_TYPE_EXTENSION_RANGE,
                targets = TARGET_TYPE_MESSAGE,
                targets = TARGET_TYPE_FIELD,
                targets = TARGET_TYPE_ONEOF,
                targets = TARGET_TYPE_ENUM,
                targets = TARGET_TYPE_ENUM_ENTRY,
                targets = TARGET_TYPE_SERVICE,
                targets = TARGET_TYPE_METHOD,
                edition_defaults = { value: "STYLE_LEGACY" edition: EDITION_LEGACY },
                edition_defaults = { value: "STYLE2024" edition: EDITION_2024 },
                edition_defaults = { value: "STYLE2026" edition: EDITION_UNSTABLE },
                feature_support = { edition_introduced: EDITION_2024 }
            ];
            optional FeatureSet.VisibilityFeature.DefaultSymbolVisibility default_symbol_visibility = 8 [
                retention = RETENTION_SOURCE,
                targets = TARGET_TYPE_FILE,
                edition_defaults = { value: "EXPORT_ALL" edition: EDITION_LEGACY },
                edition_defaults = { value: "EXPORT_TOP_LEVEL" edition: EDITION_2024 },
                feature_support = { edition_introduced: EDITION_2024 }
            ];
            extensions 1000 to 9994 [
                declaration = { number: 1000 full_name: ".pb.cpp" type: ".pb.CppFeatures" },
                declaration = { number: 1001 full_name: ".pb.java" type: ".pb.JavaFeatures" },
                declaration = { number: 1002 full_name: ".pb.go" type: ".pb.GoFeatures" },
                declaration = { number: 1003 full_name: ".pb.python" type: ".pb.PythonFeatures" },
                declaration = { number: 1004 full_name: ".pb.csharp" type: ".pb.CSharpFeatures" },
                declaration = { number: 1100 full_name: ".imp.impress_feature_set" type: ".imp.ImpressFeatureSet" },
                declaration = { number: 9989 full_name: ".pb.java_mutable" type: ".pb.JavaMutableFeatures" },
                declaration = { number: 9990 full_name: ".pb.proto1" type: ".pb.Proto1Features" }
            ];
            extensions 9995 to 9999;
            extensions 10000;
            reserved 999;
        }

        message FeatureSetDefaults {
            message FeatureSetEditionDefault {
                optional Edition edition = 3;
                optional FeatureSet overridable_features = 4;
                optional FeatureSet fixed_features = 5;
                reserved 1;
                reserved 2;
                reserved "features";
            }
            repeated FeatureSetEditionDefault defaults = 1;
            optional Edition minimum_edition = 4;
            optional Edition maximum_edition = 5;
        }

        enum Edition {
            EDITION_UNKNOWN = 0;
            EDITION_LEGACY = 900;
            EDITION_PROTO2 = 998;
            EDITION_PROTO3 = 999;
            EDITION_2023 = 1000;
            EDITION_2024 = 1001;
            EDITION_2026 = 1002;
            EDITION_UNSTABLE = 9999;
            EDITION_1_TEST_ONLY = 1;
            EDITION_2_TEST_ONLY = 2;
            EDITION_99997_TEST_ONLY = 99997;
            EDITION_99998_TEST_ONLY = 99998;
            EDITION_99999_TEST_ONLY = 99999;
            EDITION_MAX = 2147483647;
        }

        enum SymbolVisibility {
            VISIBILITY_UNSET = 0;
            VISIBILITY_LOCAL = 1;
            VISIBILITY_EXPORT = 2;
        }
        """
}
