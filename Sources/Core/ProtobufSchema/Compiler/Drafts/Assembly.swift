/// Puts finished drafts together into descriptors that hold each other, without options that are for the source alone.
extension Compilation {
    func assembled() -> [FileDescriptor] {
        let stripping = SourceRetention(of: self)
        return files.map { Assembly(file: $0, retention: stripping).assembled() }
    }
}

private struct Assembly {
    let file: FileDraft
    let retention: SourceRetention

    func assembled() -> FileDescriptor {
        var descriptor = file.descriptor
        retention.strip(&descriptor.options, of: .file)
        descriptor.messages = file.topMessages.map(message)
        descriptor.enums = file.topEnums.map { enumeration(file.enums[$0]) }
        descriptor.services = file.services.map(service)
        descriptor.extensions = file.topExtensions.map { field(file.extensions[$0]) }
        return descriptor
    }

    private func message(_ index: Int) -> MessageDescriptor {
        let draft = file.messages[index]
        var message = draft.descriptor
        retention.strip(&message.options, of: .message)
        for position in message.oneofs.indices { retention.strip(&message.oneofs[position].options, of: .oneof) }
        for position in message.extensionRanges.indices {
            retention.strip(&message.extensionRanges[position].options, of: .extensionRange)
        }
        message.fields = draft.fields.map(field)
        message.messages = draft.messages.map(self.message)
        message.enums = draft.enums.map { enumeration(file.enums[$0]) }
        message.extensions = draft.extensions.map { field(file.extensions[$0]) }
        return message
    }

    private func field(_ draft: FieldDraft) -> FieldDescriptor {
        var field = draft.descriptor
        retention.strip(&field.options, of: .field)
        return field
    }

    private func enumeration(_ draft: EnumDraft) -> EnumDescriptor {
        var enumeration = draft.descriptor
        retention.strip(&enumeration.options, of: .enumeration)
        for position in enumeration.values.indices { retention.strip(&enumeration.values[position].options, of: .enumValue) }
        return enumeration
    }

    private func service(_ draft: ServiceDraft) -> ServiceDescriptor {
        var service = draft.descriptor
        retention.strip(&service.options, of: .service)
        for position in service.methods.indices { retention.strip(&service.methods[position].options, of: .method) }
        return service
    }
}
