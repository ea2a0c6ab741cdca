internal import JSONText

/// Compiles `.proto` texts: proto2, proto3 and edition 2023. Protoc is the judge of what is accepted and of the descriptors:
/// for proto2 and proto3 the one of version 3.21, for editions its successors. Options that came after 3.21 (`debug_redact`,
/// `retention`, `targets`, declarations of extensions) are taken in proto2 and proto3 too, as newer protocs do, for people write
/// them; `features` are refused there by all of them.
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

    /// How much of what protoc refuses is refused here.
    public enum Strictness: Sendable {
        /// All of it.
        case protoc
        /// All but what is a question of which files are at hand: texts that a registry accepted once have to stay readable. A
        /// custom option that nobody declares is kept uninterpreted, as protoc's parser leaves it. An import that is not at hand
        /// stands for all files that were given: one of them was meant, under another name.
        case registry
    }

    /// Compiles `roots`, and what they import from `files` or, failing that, from the bundled files.
    ///
    /// - Returns: a schema whose `roots` are the given ones in their order.
    public static func compile(
        _ files: [Source], roots: [String], strictness: Strictness = .protoc, limits: ProtobufLimits = .standard
    ) throws(ProtobufSchemaError) -> ProtobufSchema {
        let loading = try load(files, roots: roots, strictness, limits)
        let (descriptors, roots) = descriptors(of: loading, roots)
        var schema = try ProtobufSchema(linking: descriptors, roots: roots, limits: limits)
        schema.mainSyntax = loading.rootSyntax
        return schema
    }

    /// Compiles one text that others need not name, with what it imports.
    public static func compile(
        _ text: String, named name: String = "schema.proto", imports: [Source] = [], strictness: Strictness = .protoc,
        limits: ProtobufLimits = .standard
    ) throws(ProtobufSchemaError) -> ProtobufSchema {
        let files = imports.filter { $0.name != name } + [Source(name: name, text: text)]
        return try compile(files, roots: [name], strictness: strictness, limits: limits)
    }

    /// The descriptors alone: every file that is needed, a file behind those it imports, and where the roots are among them.
    package static func descriptors(
        _ files: [Source], roots: [String], strictness: Strictness = .protoc, limits: ProtobufLimits = .standard
    ) throws(ProtobufSchemaError) -> (files: [FileDescriptor], roots: [Int]) {
        descriptors(of: try load(files, roots: roots, strictness, limits), roots)
    }

    private static func load(
        _ files: [Source], roots: [String], _ strictness: Strictness, _ limits: ProtobufLimits
    ) throws(ProtobufSchemaError) -> ImportLoading {
        var sources: [String: String] = [:]
        sources.reserveCapacity(files.count)
        for file in files where sources.updateValue(file.text, forKey: file.name) != nil {
            throw ProtobufSchemaError(.invalid, file: file.name, at: nil, "two files are given under one name")
        }
        guard !roots.isEmpty else { throw ProtobufSchemaError(.invalid, file: "", at: nil, "no file is asked for") }
        // Sets with which protoc 3.21 is content get its descriptor.proto, so that they are equal to its own; all others the one
        // that knows editions, and with it the options that came later.
        var loading = ImportLoading(sources: sources, strictness, limits: limits, isBeforeEditions: true)
        do throws(ProtobufSchemaError) {
            for root in roots { try loading.load(root: root) }
            if !loading.hasTakenDescriptor || !loading.needsEditions { return loading }
        } catch {
            guard loading.hasTakenDescriptor else { throw error }
        }
        loading = ImportLoading(sources: sources, strictness, limits: limits, isBeforeEditions: false)
        for root in roots { try loading.load(root: root) }
        return loading
    }

    private static func descriptors(of loading: ImportLoading, _ roots: [String]) -> (files: [FileDescriptor], roots: [Int]) {
        let compilation = loading.compilation
        // Every root is there, for it was loaded without an error.
        return (compilation.assembled(), roots.compactMap { compilation.index(of: $0) })
    }
}
