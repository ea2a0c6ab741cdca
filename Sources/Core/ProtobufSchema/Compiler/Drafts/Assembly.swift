/// Puts a finished draft together into descriptors that hold each other.
extension FileDraft {
    func assembled() -> FileDescriptor {
        var file = descriptor
        file.messages = topMessages.map(message)
        file.enums = topEnums.map { enums[$0].descriptor }
        file.services = services.map(\.descriptor)
        file.extensions = topExtensions.map { `extensions`[$0].descriptor }
        return file
    }

    private func message(_ index: Int) -> MessageDescriptor {
        let draft = messages[index]
        var message = draft.descriptor
        message.fields = draft.fields.map(\.descriptor)
        message.messages = draft.messages.map(self.message)
        message.enums = draft.enums.map { enums[$0].descriptor }
        message.extensions = draft.extensions.map { `extensions`[$0].descriptor }
        return message
    }
}
