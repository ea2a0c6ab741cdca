extension BundledFile {
    /// `google/type/quaternion.proto`
    static let googleTypeQuaternion = BundledFile(
        "google/type/quaternion.proto",
        """
        syntax = "proto3";

        package google.type;

        option java_package = "com.google.type";
        option java_outer_classname = "QuaternionProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/genproto/googleapis/type/quaternion;quaternion";
        option objc_class_prefix = "GTP";

        message Quaternion {
            double x = 1;
            double y = 2;
            double z = 3;
            double w = 4;
        }
        """)
}
