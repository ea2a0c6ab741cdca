extension BundledFile {
    /// `google/type/money.proto`
    static let googleTypeMoney = BundledFile(
        "google/type/money.proto",
        """
        syntax = "proto3";

        package google.type;

        option java_package = "com.google.type";
        option java_outer_classname = "MoneyProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/genproto/googleapis/type/money;money";
        option objc_class_prefix = "GTP";

        message Money {
            string currency_code = 1;
            int64 units = 2;
            int32 nanos = 3;
        }
        """)
}
