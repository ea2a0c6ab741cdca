import JSONText

/// A field's default, which schemas hold as JSON, in binary: unions untagged, bytes as the code points 0 to 255
/// (Avro 1.12, "Complex Types", field defaults).
enum DefaultEncoding {
    static func bytes(
        of value: JSONValue, as type: Int, in schema: AvroSchema, shape: SchemaShape
    ) throws(AvroEncodingError) -> [UInt8] {
        var out = BinaryEncoder()
        var walk = JSONDatumWalk(schema: schema, shape: shape, form: .defaultValue)
        try walk.write(value, type, &out, depth: 0)
        return out.bytes()
    }
}
