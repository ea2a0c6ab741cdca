extension BundledFile {
    /// `google/type/fraction.proto`
    static let googleTypeFraction = BundledFile(
        "google/type/fraction.proto",
        """
        syntax = "proto3";

        package google.type;

        option java_package = "com.google.type";
        option java_outer_classname = "FractionProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/genproto/googleapis/type/fraction;fraction";
        option objc_class_prefix = "GTP";

        message Fraction {
            int64 numerator = 1;
            int64 denominator = 2;
        }
        """)
}
