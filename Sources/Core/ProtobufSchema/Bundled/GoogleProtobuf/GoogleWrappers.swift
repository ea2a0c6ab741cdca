extension BundledFile {
    /// `google/protobuf/wrappers.proto`
    static let googleWrappers = BundledFile(
        "google/protobuf/wrappers.proto",
        """
        syntax = "proto3";

        package google.protobuf;

        option java_package = "com.google.protobuf";
        option java_outer_classname = "WrappersProto";
        option java_multiple_files = true;
        option go_package = "google.golang.org/protobuf/types/known/wrapperspb";
        option cc_enable_arenas = true;
        option objc_class_prefix = "GPB";
        option csharp_namespace = "Google.Protobuf.WellKnownTypes";

        message DoubleValue {
            double value = 1;
        }

        message FloatValue {
            float value = 1;
        }

        message Int64Value {
            int64 value = 1;
        }

        message UInt64Value {
            uint64 value = 1;
        }

        message Int32Value {
            int32 value = 1;
        }

        message UInt32Value {
            uint32 value = 1;
        }

        message BoolValue {
            bool value = 1;
        }

        message StringValue {
            string value = 1;
        }

        message BytesValue {
            bytes value = 1;
        }
        """)
}
