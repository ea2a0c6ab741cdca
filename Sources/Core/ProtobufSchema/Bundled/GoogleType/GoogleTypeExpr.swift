extension BundledFile {
    /// `google/type/expr.proto`
    static let googleTypeExpr = BundledFile(
        "google/type/expr.proto",
        """
        syntax = "proto3";

        package google.type;

        option java_package = "com.google.type";
        option java_outer_classname = "ExprProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/genproto/googleapis/type/expr;expr";
        option objc_class_prefix = "GTP";

        message Expr {
            string expression = 1;
            string title = 2;
            string description = 3;
            string location = 4;
        }
        """)
}
