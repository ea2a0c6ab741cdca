internal import ProtobufSchema

/// A `.proto` text that compiles has descriptors that link again, and forms that compile to the same.
enum ProtoTextFuzzing {
    private static let limits = ProtobufLimits(maxBytes: 1 << 16)

    static func run(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        _ = try? ProtoCompiler.compile(text, strictness: .registry, limits: limits)
        guard let schema = try? ProtoCompiler.compile(text, limits: limits) else { return }
        let set = FileDescriptorSet(files: schema.files).serialized
        guard let files = try? FileDescriptorSet(parsing: set).files else { finding("its descriptors are not read: \(text)") }
        require(FileDescriptorSet(files: files).serialized == set, "its descriptors change: \(text)")
        require((try? ProtobufSchema(linking: files, roots: schema.roots)) != nil, "its descriptors do not link: \(text)")
        for form in [ProtobufTextForm.stored, .normalized] {
            let printed = schema.text(form)
            guard let again = try? ProtoCompiler.compile(printed, limits: limits) else { finding("does not compile: \(printed)") }
            require(again.text(form) == printed, "changes when it is printed again: \(printed)")
        }
    }
}
