internal import Bytes
internal import ProtobufSchema

/// Protobuf schemas as registries take them: a `.proto` text, or the base64 of a `FileDescriptorProto`.
enum ProtobufSource {
    /// What Confluent's registry calls the file of a schema that no reference names.
    static let fileName = "default"

    static func compile(
        _ source: SchemaSource, _ strictness: ProtoCompiler.Strictness
    ) throws(ProtobufSchemaError) -> ProtobufSchema {
        var imports: [ProtoCompiler.Source] = []
        // Each stands behind those it imports itself.
        for dependency in source.dependencies {
            imports.append(ProtoCompiler.Source(name: dependency.name, text: try text(dependency.text, imports, strictness)))
        }
        return try ProtoCompiler.compile(
            try text(source.text, imports, strictness), named: fileName, imports: imports, strictness: strictness)
    }

    static func base64(_ schema: ProtobufSchema) -> String { Base64.encode(schema.mainFile.serialized) }

    /// The text, or the text that describes the descriptor which `text` is the base64 of: no `.proto` text reads as base64.
    private static func text(
        _ text: String, _ imports: [ProtoCompiler.Source], _ strictness: ProtoCompiler.Strictness
    ) throws(ProtobufSchemaError) -> String {
        guard let bytes = Base64.decode(text), !bytes.isEmpty else { return text }
        let file = try FileDescriptor(parsing: bytes)
        let needed =
            file.dependencies.isEmpty
            ? [] : try ProtoCompiler.descriptors(imports, roots: file.dependencies, strictness: strictness).files
        return try ProtobufSchema(linking: needed + [file], roots: [needed.count]).text(.stored)
    }
}
