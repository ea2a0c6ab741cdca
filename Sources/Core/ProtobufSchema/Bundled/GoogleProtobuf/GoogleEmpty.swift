extension BundledFile {
    /// `google/protobuf/empty.proto`
    static let googleEmpty = BundledFile(
        "google/protobuf/empty.proto",
        """
        syntax = "proto3";

        package google.protobuf;

        option java_package = "com.google.protobuf";
        option java_outer_classname = "EmptyProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/protobuf/types/known/emptypb";
        option cc_enable_arenas = true;
        option objc_class_prefix = "GPB";
        option csharp_namespace = "Google.Protobuf.WellKnownTypes";

        message Empty {
        }
        """)
}
