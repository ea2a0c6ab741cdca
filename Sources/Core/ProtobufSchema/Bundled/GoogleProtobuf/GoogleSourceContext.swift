extension BundledFile {
    /// `google/protobuf/source_context.proto`
    static let googleSourceContext = BundledFile(
        "google/protobuf/source_context.proto",
        """
        syntax = "proto3";

        package google.protobuf;

        option java_package = "com.google.protobuf";
        option java_outer_classname = "SourceContextProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/protobuf/types/known/sourcecontextpb";
        option objc_class_prefix = "GPB";
        option csharp_namespace = "Google.Protobuf.WellKnownTypes";

        message SourceContext {
            string file_name = 1;
        }
        """)
}
