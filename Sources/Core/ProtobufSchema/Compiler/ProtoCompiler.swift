internal import JSONText

/// Compiles `.proto` texts: proto2, proto3 and edition 2023. Protoc is the judge of what is accepted and of the descriptors.
/// Does no I/O; stack, time and memory are bounded by `ProtobufLimits`.
public enum ProtoCompiler {
    /// A `.proto` text under the path others import it by.
    public struct Source: Sendable, Hashable {
        public var name: String
        public var text: String

        public init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// Compiles `roots`, and what they import from `files` or, failing that, from the bundled files.
    ///
    /// - Returns: a schema whose `roots` are the given ones in their order.
    public static func compile(
        _ files: [Source], roots: [String], limits: ProtobufLimits = .standard
    ) throws(ProtobufSchemaError) -> ProtobufSchema {
        throw ProtobufSchemaError(.invalid, file: roots.last ?? "", at: nil, "Protobuf is not compiled yet")
    }

    /// Compiles one text that others need not name, with what it imports.
    public static func compile(
        _ text: String, named name: String = "schema.proto", imports: [Source] = [], limits: ProtobufLimits = .standard
    ) throws(ProtobufSchemaError) -> ProtobufSchema {
        try compile(imports.filter { $0.name != name } + [Source(name: name, text: text)], roots: [name], limits: limits)
    }
}
