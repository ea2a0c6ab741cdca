extension BundledFile {
    /// `confluent/type/variant.proto`
    static let confluentTypeVariant = BundledFile(
        "confluent/type/variant.proto",
        """
        syntax = "proto3";

        package confluent.type;

        message Variant {
            bytes metadata = 1;
            bytes value = 2;
        }
        """)
}
