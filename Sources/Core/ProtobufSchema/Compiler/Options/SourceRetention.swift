internal import Bytes

/// Takes options out that say `retention = RETENTION_SOURCE`: they are for compilers, and protoc leaves them out of descriptors.
struct SourceRetention {
    private var compilation: Compilation
    /// Fields of options, and of messages in them, that are for the source alone.
    private var fields: Set<Compilation.ExtensionKey> = []
    /// Whether the files declare such options themselves.
    private var hasOwn = false
    /// Those of the bundled `descriptor.proto`: extension declarations and two features.
    private static let bundled = SourceRetention(of: DescriptorProto.compilation.files).fields

    init(of compilation: Compilation) {
        self.init(of: compilation.files)
        self.compilation = compilation
        hasOwn = !fields.isEmpty
        fields.formUnion(Self.bundled)
    }

    private init(of files: [FileDraft]) {
        compilation = Compilation(limits: .standard)
        for file in files {
            for message in file.messages {
                for field in message.fields where field.descriptor.options?.integer(17) == 2 {
                    fields.insert(.init(extendee: ".\(message.fullName)", number: field.descriptor.number))
                }
            }
            for field in file.extensions where field.descriptor.options?.integer(17) == 2 {
                fields.insert(.init(extendee: field.descriptor.extendee ?? "", number: field.descriptor.number))
            }
        }
    }

    /// Options that are empty for it are none.
    func strip(_ options: inout OptionsBytes?, of target: OptionTarget) {
        guard let bytes = options?.bytes, !bytes.isEmpty, hasOwn || target.isStrippable(bytes) else { return }
        let stripped = strip(bytes, of: target.message)
        guard stripped.count < bytes.count else { return }
        options = stripped.isEmpty ? nil : OptionsBytes(stripped)
    }

    private func strip(_ bytes: [UInt8], of message: String) -> [UInt8] {
        var writer = WireWriter()
        let isWhole = bytes.withByteReader { reader in
            do throws(MalformedBytes) {
                while !reader.isAtEnd {
                    let start = reader.position
                    let tag = try reader.readTag()
                    guard !fields.contains(.init(extendee: ".\(message)", number: tag.number)) else {
                        try reader.skipValue(of: tag)
                        continue
                    }
                    guard tag.type == .lengthDelimited, let type = type(of: tag.number, in: message) else {
                        try reader.skipValue(of: tag)
                        writer.raw(bytes[start..<reader.position])
                        continue
                    }
                    let content = try reader.readDelimitedBytes()
                    let stripped = strip(content, of: type)
                    if !stripped.isEmpty || content.isEmpty { writer.field(tag.number, bytes: stripped) }
                }
                return true
            } catch {
                return false
            }
        }
        return isWhole ? writer.bytes : bytes
    }

    /// The message that a field holds.
    private func type(of number: Int32, in message: String) -> String? {
        let pool = compilation.names.anywhere(message) == nil ? DescriptorProto.compilation : compilation
        guard let field = pool.field(number: number, of: message), field.descriptor.kind == .message else { return nil }
        return field.messageName
    }
}

extension OptionTarget {
    /// Whether options can hold what the bundled `descriptor.proto` has for the source alone: declarations, or features.
    fileprivate func isStrippable(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .extensionRange: true
        default: OptionsBytes(bytes).message(featuresNumber) != nil
        }
    }
}
