extension BundledFile {
    /// `google/type/date.proto`
    static let googleTypeDate = BundledFile(
        "google/type/date.proto",
        """
        syntax = "proto3";

        package google.type;

        option java_package = "com.google.type";
        option java_outer_classname = "DateProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/genproto/googleapis/type/date;date";
        option objc_class_prefix = "GTP";

        message Date {
            int32 year = 1;
            int32 month = 2;
            int32 day = 3;
        }
        """)
}
