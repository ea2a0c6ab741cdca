public import ProtobufSchema
public import RegistryClient
public import RegistryModel

extension SchemaText {
    /// The schema of a generated message out of a descriptor set, as protoc writes one beside generated code:
    /// `protoc --include_imports --descriptor_set_out=…`.
    ///
    /// ```swift
    /// let schema = try SchemaText(message: Shop_Order.protoMessageName, inDescriptorSet: bytes)
    /// let serializer = ProtobufSerializer<Shop_Order>(registry, writing: .given(schema))
    /// ```
    /// The text is that of the file which defines the message; a registry that compares what schemas mean finds it whatever the
    /// text it was registered with.
    /// - Parameters:
    ///   - name: full name, `shop.v1.Order`.
    ///   - references: where the file's imports are registered; those everybody has (`google/protobuf/…`) need none.
    public init(
        message name: String, inDescriptorSet bytes: [UInt8], references: [SchemaReference] = []
    ) throws(ProtobufSchemaError) {
        let files = try FileDescriptorSet(parsing: bytes).files
        let linked = try ProtobufSchema(linking: files, roots: Array(files.indices))
        guard let id = linked.message(named: name) else {
            throw ProtobufSchemaError(
                .invalid, file: "", at: nil, "the descriptor set defines no message \(name)",
                expected: "one written by protoc --include_imports --descriptor_set_out from the message's file")
        }
        let file = linked.files[linked[id].file]
        // Linking puts files behind their imports, so that the file's own place is looked up by its name.
        guard let root = files.firstIndex(where: { $0.name == file.name }) else {
            preconditionFailure("a linked file is one of those it was linked from")
        }
        let schema = try ProtobufSchema(linking: files, roots: [root])
        self.init(schema.text(.stored), format: .protobuf, references: references)
    }
}
