extension BundledFile {
    /// `google/type/color.proto`
    static let googleTypeColor = BundledFile(
        "google/type/color.proto",
        """
        syntax = "proto3";

        package google.type;

        import "google/protobuf/wrappers.proto";

        option java_package = "com.google.type";
        option java_outer_classname = "ColorProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/genproto/googleapis/type/color;color";
        option objc_class_prefix = "GTP";

        message Color {
            float red = 1;
            float green = 2;
            float blue = 3;
            google.protobuf.FloatValue alpha = 4;
        }
        """)
}
