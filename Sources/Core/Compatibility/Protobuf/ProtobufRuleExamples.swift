/// Examples of the rules, by their ids: the smallest changes that break them.
enum ProtobufRuleExamples {
    static let all: [String: RuleExample] = [
        "PROTO_PACKAGE_CHANGED": RuleExample(
            before: """
                syntax = "proto3";
                package shop;
                message Order {}
                """,
            after: """
                syntax = "proto3";
                package store;
                message Order {}
                """),
        "PROTO_MESSAGE_REMOVED": RuleExample(
            before: """
                syntax = "proto3";
                message Order {}
                message Line {}
                """,
            after: """
                syntax = "proto3";
                message Order {}
                """),
        "PROTO_MESSAGE_ADDED": RuleExample(
            before: """
                syntax = "proto3";
                message Order {}
                """,
            after: """
                syntax = "proto3";
                message Order {}
                message Line {}
                """, direction: .forward),
        "PROTO_FIELD_KIND_CHANGED": RuleExample(
            before: """
                syntax = "proto3";
                message Order {
                  string total = 1;
                }
                message Money {}
                """,
            after: """
                syntax = "proto3";
                message Order {
                  Money total = 1;
                }
                message Money {}
                """),
        "PROTO_FIELD_SCALAR_KIND_CHANGED": RuleExample(
            before: """
                syntax = "proto3";
                message Order {
                  int32 count = 1;
                }
                """,
            after: """
                syntax = "proto3";
                message Order {
                  string count = 1;
                }
                """),
        "PROTO_FIELD_NAMED_TYPE_CHANGED": RuleExample(
            before: """
                syntax = "proto3";
                message Order {
                  Line line = 1;
                }
                message Line {}
                message Item {}
                """,
            after: """
                syntax = "proto3";
                message Order {
                  Item line = 1;
                }
                message Line {}
                message Item {}
                """),
        "PROTO_FIELD_NUMERIC_LABEL_CHANGED": RuleExample(
            before: """
                syntax = "proto3";
                message Order {
                  repeated int32 counts = 1;
                }
                """,
            after: """
                syntax = "proto3";
                message Order {
                  optional int32 counts = 1;
                }
                """),
        "PROTO_REQUIRED_FIELD_ADDED": RuleExample(
            before: """
                syntax = "proto2";
                message Order {
                }
                """,
            after: """
                syntax = "proto2";
                message Order {
                  required string id = 1;
                }
                """),
        "PROTO_REQUIRED_FIELD_NOT_WRITTEN": RuleExample(
            before: """
                syntax = "proto2";
                message Order {
                  required string id = 1;
                }
                """,
            after: """
                syntax = "proto2";
                message Order {
                }
                """, direction: .forward),
        "PROTO_REQUIRED_FIELD_REMOVED": RuleExample(
            before: """
                syntax = "proto2";
                message Order {
                  required string id = 1;
                }
                """,
            after: """
                syntax = "proto2";
                message Order {
                }
                """),
        "PROTO_REQUIRED_FIELD_NOT_KNOWN": RuleExample(
            before: """
                syntax = "proto2";
                message Order {
                }
                """,
            after: """
                syntax = "proto2";
                message Order {
                  required string id = 1;
                }
                """, direction: .forward),
        "PROTO_ONEOF_FIELD_REMOVED": RuleExample(
            before:
                """
                syntax = "proto3";
                message Order {
                  oneof payment {
                    string card = 1;
                    string voucher = 2;
                  }
                }
                """,
            after: """
                syntax = "proto3";
                message Order {
                  oneof payment {
                    string card = 1;
                  }
                }
                """),
        "PROTO_ONEOF_FIELD_ADDED": RuleExample(
            before: """
                syntax = "proto3";
                message Order {
                  oneof payment {
                    string card = 1;
                  }
                }
                """,
            after:
                """
                syntax = "proto3";
                message Order {
                  oneof payment {
                    string card = 1;
                    string voucher = 2;
                  }
                }
                """,
            direction: .forward),
        "PROTO_MULTIPLE_FIELDS_MOVED_TO_ONEOF": RuleExample(
            before: """
                syntax = "proto3";
                message Order {
                  string card = 1;
                  string voucher = 2;
                }
                """,
            after:
                """
                syntax = "proto3";
                message Order {
                  oneof payment {
                    string card = 1;
                    string voucher = 2;
                  }
                }
                """
        ),
        "PROTO_MULTIPLE_FIELDS_MOVED_OUT_OF_ONEOF": RuleExample(
            before:
                """
                syntax = "proto3";
                message Order {
                  oneof payment {
                    string card = 1;
                    string voucher = 2;
                  }
                }
                """,
            after: """
                syntax = "proto3";
                message Order {
                  string card = 1;
                  string voucher = 2;
                }
                """, direction: .forward),
        "PROTO_FIELD_MOVED_TO_EXISTING_ONEOF": RuleExample(
            before:
                """
                syntax = "proto3";
                message Order {
                  oneof payment {
                    string card = 1;
                  }
                  string voucher = 2;
                }
                """,
            after:
                """
                syntax = "proto3";
                message Order {
                  oneof payment {
                    string card = 1;
                    string voucher = 2;
                  }
                }
                """
        ),
        "PROTO_FIELD_MOVED_OUT_OF_ONEOF": RuleExample(
            before:
                """
                syntax = "proto3";
                message Order {
                  oneof payment {
                    string card = 1;
                    string voucher = 2;
                  }
                }
                """,
            after:
                """
                syntax = "proto3";
                message Order {
                  oneof payment {
                    string card = 1;
                  }
                  oneof discount {
                    string voucher = 2;
                  }
                }
                """,
            direction: .forward),
    ]
}
