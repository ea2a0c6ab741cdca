extension BundledFile {
    /// `google/protobuf/duration.proto`
    static let googleDuration = BundledFile(
        "google/protobuf/duration.proto",
        """
        syntax = "proto3";

        package google.protobuf;

        option java_package = "com.google.protobuf";
        option java_outer_classname = "DurationProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/protobuf/types/known/durationpb";
        option cc_enable_arenas = true;
        option objc_class_prefix = "GPB";
        option csharp_namespace = "Google.Protobuf.WellKnownTypes";

        message Duration {
            int64 seconds = 1;
            int32 nanos = 2;
        }
        """)
}
