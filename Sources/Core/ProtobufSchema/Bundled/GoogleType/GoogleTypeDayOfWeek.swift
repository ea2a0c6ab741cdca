extension BundledFile {
    /// `google/type/dayofweek.proto`
    static let googleTypeDayOfWeek = BundledFile(
        "google/type/dayofweek.proto",
        """
        syntax = "proto3";

        package google.type;

        option java_package = "com.google.type";
        option java_outer_classname = "DayOfWeekProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/genproto/googleapis/type/dayofweek;dayofweek";
        option objc_class_prefix = "GTP";

        enum DayOfWeek {
            DAY_OF_WEEK_UNSPECIFIED = 0;
            MONDAY = 1;
            TUESDAY = 2;
            WEDNESDAY = 3;
            THURSDAY = 4;
            FRIDAY = 5;
            SATURDAY = 6;
            SUNDAY = 7;
        }
        """)
}
