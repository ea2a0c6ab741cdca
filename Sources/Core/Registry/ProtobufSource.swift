internal import Bytes
internal import ProtobufSchema
internal import RegistryModel

/// Protobuf schemas as registries take them: a `.proto` text, or the base64 of a `FileDescriptorProto`.
enum ProtobufSource {
    /// What Confluent's registry calls the file of a schema that no reference names.
    static let fileName = "default"

    static func compile(_ source: SchemaSource) throws(RegistryError) -> ProtobufSchema {
        do throws(ProtobufSchemaError) {
            var imports: [ProtoCompiler.Source] = []
            // Each stands behind those it imports itself.
            for dependency in source.dependencies {
                imports.append(ProtoCompiler.Source(name: dependency.name, text: try text(dependency.text, imports: imports)))
            }
            return try ProtoCompiler.compile(try text(source.text, imports: imports), named: fileName, imports: imports)
        } catch {
            throw .invalidSchema(.protobuf, details: error.description)
        }
    }

    static func base64(_ schema: ProtobufSchema) -> String { Base64.encode(schema.mainFile.serialized) }

    /// The text, or the text that describes the descriptor which `text` is the base64 of: no `.proto` text reads as base64.
    private static func text(_ text: String, imports: [ProtoCompiler.Source]) throws(ProtobufSchemaError) -> String {
        guard let bytes = Base64.decode(text), !bytes.isEmpty else { return text }
        let file = try FileDescriptor(parsing: bytes)
        let needed = file.dependencies.isEmpty ? [] : try ProtoCompiler.descriptors(imports, roots: file.dependencies).files
        return try ProtobufSchema(linking: needed + [file], roots: [needed.count]).text(.stored)
    }
}
