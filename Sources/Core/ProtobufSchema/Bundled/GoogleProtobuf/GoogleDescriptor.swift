extension BundledFile {
    /// `google/protobuf/descriptor.proto` of the protocs that know editions.
    static let googleDescriptor = BundledFile(
        DescriptorProto.path, [descriptors, descriptorOptions, descriptorFeatures, descriptorSourceInfo].joined(separator: "\n"))

    /// The same file as it was before editions, in protoc 3.21: what files of proto2 and proto3 get with which that protoc is
    /// content, so that their descriptor sets are its own.
    static let googleDescriptorBeforeEditions = BundledFile(
        DescriptorProto.path, beforeEditions([descriptors, descriptorOptions, descriptorSourceInfo].joined(separator: "\n")),
        isBeforeEditions: true)

    /// Lines marked `//+` came with editions; lines behind `//-` are what stood there before.
    private static func beforeEditions(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasSuffix(" //+") }
            .map { $0.replacing("//- ", with: "", maxReplacements: 1) }.joined(separator: "\n")
    }

    private static let descriptors = """
        syntax = "proto2";

        package google.protobuf;

        option java_package = "com.google.protobuf";
        option java_outer_classname = "DescriptorProtos";
        option optimize_for = SPEED;
        option go_package = "google.golang.org/protobuf/types/descriptorpb";
        option cc_enable_arenas = true;
        option objc_class_prefix = "GPB";
        option csharp_namespace = "Google.Protobuf.Reflection";

        message FileDescriptorSet {
            repeated FileDescriptorProto file = 1;
            extensions 536000000 [ //+
                declaration = { //+
                    number: 536000000 //+
                    full_name: ".buf.descriptor.v1.buf_file_descriptor_set_extension" //+
                    type: ".buf.descriptor.v1.FileDescriptorSetExtension" //+
                } //+
            ]; //+
        }

        message FileDescriptorProto {
            optional string name = 1;
            optional string package = 2;
            repeated string dependency = 3;
            repeated int32 public_dependency = 10;
            repeated int32 weak_dependency = 11;
            repeated string option_dependency = 15; //+
            repeated DescriptorProto message_type = 4;
            repeated EnumDescriptorProto enum_type = 5;
            repeated ServiceDescriptorProto service = 6;
            repeated FieldDescriptorProto extension = 7;
            optional FileOptions options = 8;
            optional SourceCodeInfo source_code_info = 9;
            optional string syntax = 12;
            optional Edition edition = 14; //+
        }

        message DescriptorProto {
            message ExtensionRange {
                optional int32 start = 1;
                optional int32 end = 2;
                optional ExtensionRangeOptions options = 3;
            }
            message ReservedRange {
                optional int32 start = 1;
                optional int32 end = 2;
            }
            optional string name = 1;
            repeated FieldDescriptorProto field = 2;
            repeated FieldDescriptorProto extension = 6;
            repeated DescriptorProto nested_type = 3;
            repeated EnumDescriptorProto enum_type = 4;
            repeated ExtensionRange extension_range = 5;
            repeated OneofDescriptorProto oneof_decl = 8;
            optional MessageOptions options = 7;
            repeated ReservedRange reserved_range = 9;
            repeated string reserved_name = 10;
            optional SymbolVisibility visibility = 11; //+
        }

        message ExtensionRangeOptions {
            message Declaration { //+
                optional int32 number = 1; //+
                optional string full_name = 2; //+
                optional string type = 3; //+
                optional bool reserved = 5; //+
                optional bool repeated = 6; //+
                reserved 4; //+
            } //+
            enum VerificationState { //+
                DECLARATION = 0; //+
                UNVERIFIED = 1; //+
            } //+
            repeated UninterpretedOption uninterpreted_option = 999;
            repeated Declaration declaration = 2 [retention = RETENTION_SOURCE]; //+
            optional FeatureSet features = 50; //+
            optional VerificationState verification = 3 [default = UNVERIFIED, retention = RETENTION_SOURCE]; //+
            extensions 990 to 998; //+
            extensions 1000 to max;
        }

        message FieldDescriptorProto {
            enum Type {
                TYPE_DOUBLE = 1;
                TYPE_FLOAT = 2;
                TYPE_INT64 = 3;
                TYPE_UINT64 = 4;
                TYPE_INT32 = 5;
                TYPE_FIXED64 = 6;
                TYPE_FIXED32 = 7;
                TYPE_BOOL = 8;
                TYPE_STRING = 9;
                TYPE_GROUP = 10;
                TYPE_MESSAGE = 11;
                TYPE_BYTES = 12;
                TYPE_UINT32 = 13;
                TYPE_ENUM = 14;
                TYPE_SFIXED32 = 15;
                TYPE_SFIXED64 = 16;
                TYPE_SINT32 = 17;
                TYPE_SINT64 = 18;
            }
            enum Label {
                LABEL_OPTIONAL = 1;
                //- LABEL_REQUIRED = 2;
                LABEL_REPEATED = 3;
                LABEL_REQUIRED = 2; //+
            }
            optional string name = 1;
            optional int32 number = 3;
            optional Label label = 4;
            optional Type type = 5;
            optional string type_name = 6;
            optional string extendee = 2;
            optional string default_value = 7;
            optional int32 oneof_index = 9;
            optional string json_name = 10;
            optional FieldOptions options = 8;
            optional bool proto3_optional = 17;
        }

        message OneofDescriptorProto {
            optional string name = 1;
            optional OneofOptions options = 2;
        }

        message EnumDescriptorProto {
            message EnumReservedRange {
                optional int32 start = 1;
                optional int32 end = 2;
            }
            optional string name = 1;
            repeated EnumValueDescriptorProto value = 2;
            optional EnumOptions options = 3;
            repeated EnumReservedRange reserved_range = 4;
            repeated string reserved_name = 5;
            optional SymbolVisibility visibility = 6; //+
        }

        message EnumValueDescriptorProto {
            optional string name = 1;
            optional int32 number = 2;
            optional EnumValueOptions options = 3;
        }

        message ServiceDescriptorProto {
            optional string name = 1;
            repeated MethodDescriptorProto method = 2;
            optional ServiceOptions options = 3;
            reserved 4; //+
            reserved "stream"; //+
        }

        message MethodDescriptorProto {
            optional string name = 1;
            optional string input_type = 2;
            optional string output_type = 3;
            optional MethodOptions options = 4;
            optional bool client_streaming = 5 [default = false];
            optional bool server_streaming = 6 [default = false];
        }
        """
}
