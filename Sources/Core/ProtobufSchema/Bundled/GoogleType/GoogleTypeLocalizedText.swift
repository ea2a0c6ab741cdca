extension BundledFile {
    /// `google/type/localized_text.proto`
    static let googleTypeLocalizedText = BundledFile(
        "google/type/localized_text.proto",
        """
        syntax = "proto3";

        package google.type;

        option java_package = "com.google.type";
        option java_outer_classname = "LocalizedTextProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/genproto/googleapis/type/localized_text;localized_text";
        option objc_class_prefix = "GTP";

        message LocalizedText {
            string text = 1;
            string language_code = 2;
        }
        """)
}
