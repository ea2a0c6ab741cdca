extension BundledFile {
    /// `google/protobuf/any.proto`
    static let googleAny = BundledFile(
        "google/protobuf/any.proto",
        """
        syntax = "proto3";

        package google.protobuf;

        option java_package = "com.google.protobuf";
        option java_outer_classname = "AnyProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/protobuf/types/known/anypb";
        option objc_class_prefix = "GPB";
        option csharp_namespace = "Google.Protobuf.WellKnownTypes";

        message Any {
            string type_url = 1;
            bytes value = 2;
        }
        """)
}
