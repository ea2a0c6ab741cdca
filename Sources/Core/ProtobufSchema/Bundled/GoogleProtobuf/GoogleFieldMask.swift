extension BundledFile {
    /// `google/protobuf/field_mask.proto`
    static let googleFieldMask = BundledFile(
        "google/protobuf/field_mask.proto",
        """
        syntax = "proto3";

        package google.protobuf;

        option java_package = "com.google.protobuf";
        option java_outer_classname = "FieldMaskProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/protobuf/types/known/fieldmaskpb";
        option cc_enable_arenas = true;
        option objc_class_prefix = "GPB";
        option csharp_namespace = "Google.Protobuf.WellKnownTypes";

        message FieldMask {
            repeated string paths = 1;
        }
        """)
}
