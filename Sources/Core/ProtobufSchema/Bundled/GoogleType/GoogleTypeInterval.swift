extension BundledFile {
    /// `google/type/interval.proto`
    static let googleTypeInterval = BundledFile(
        "google/type/interval.proto",
        """
        syntax = "proto3";

        package google.type;

        import "google/protobuf/timestamp.proto";

        option java_package = "com.google.type";
        option java_outer_classname = "IntervalProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/genproto/googleapis/type/interval;interval";
        option objc_class_prefix = "GTP";

        message Interval {
            google.protobuf.Timestamp start_time = 1;
            google.protobuf.Timestamp end_time = 2;
        }
        """)
}
