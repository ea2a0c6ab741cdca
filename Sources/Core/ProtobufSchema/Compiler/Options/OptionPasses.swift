internal import JSONText

/// Interprets the options of everything in a file, in protoc's order: an option sees what was interpreted before it.
extension Compilation {
    mutating func interpretOptions(in file: Int) throws(ProtobufSchemaError) {
        for message in files[file].topMessages { try interpretOptions(ofMessage: message, in: file) }
        for enumeration in files[file].topEnums { try interpretOptions(ofEnum: enumeration, in: file) }
        for service in files[file].services.indices { try interpretOptions(ofService: service, in: file) }
        for field in files[file].topExtensions { try interpretOptions(ofExtension: field, in: file) }
        // A file has no name of its own among names: options are looked up from inside its package.
        let scope = files[file].package.isEmpty ? "" : "\(files[file].package)."
        let options = try interpret(files[file].options, on: .file, scope, in: file)
        withFile(file) { $0.descriptor.options = options }
    }

    /// Nil where no option is written: options that are there and empty are another thing.
    private func interpret(
        _ options: [ProtoOption], on target: OptionTarget, _ element: String, in file: Int
    ) throws(ProtobufSchemaError) -> OptionsBytes? {
        guard !options.isEmpty else { return nil }
        return try OptionInterpretation.interpret(options, on: target, element, in: file, of: self)
    }

    private mutating func interpretOptions(ofMessage index: Int, in file: Int) throws(ProtobufSchemaError) {
        let message = files[file].messages[index]
        for (position, options) in message.oneofOptions.enumerated() where !options.isEmpty {
            let name = "\(message.fullName).\(message.descriptor.oneofs[position].name)"
            let bytes = try interpret(options, on: .oneof, name, in: file)
            withFile(file) { $0.messages[index].descriptor.oneofs[position].options = bytes }
        }
        for position in message.fields.indices where !message.fields[position].options.isEmpty {
            let field = message.fields[position]
            let bytes = try interpret(field.options, on: .field, field.fullName, in: file)
            withFile(file) { $0.messages[index].fields[position].descriptor.options = bytes }
        }
        for enumeration in message.enums { try interpretOptions(ofEnum: enumeration, in: file) }
        try interpretRangeOptions(of: message, index, in: file)
        for field in message.extensions { try interpretOptions(ofExtension: field, in: file) }
        for nested in message.messages { try interpretOptions(ofMessage: nested, in: file) }
        let bytes =
            message.isMapEntry
            ? OptionsBytes([0x38, 0x01]) : try interpret(message.options, on: .message, message.fullName, in: file)
        withFile(file) { $0.messages[index].descriptor.options = bytes }
    }

    private mutating func interpretRangeOptions(
        of message: MessageDraft, _ index: Int, in file: Int
    ) throws(ProtobufSchemaError) {
        // Ranges of one statement share their options.
        var last: (start: Int, bytes: OptionsBytes?)?
        for (position, options) in message.rangeOptions.enumerated() {
            guard let start = options.first?.place.start.byteOffset else { continue }
            if last?.start != start {
                last = (start, try interpret(options, on: .extensionRange, message.fullName, in: file))
            }
            let bytes = last?.bytes
            withFile(file) { $0.messages[index].descriptor.extensionRanges[position].options = bytes }
        }
    }

    private mutating func interpretOptions(ofExtension index: Int, in file: Int) throws(ProtobufSchemaError) {
        let field = files[file].extensions[index]
        guard !field.options.isEmpty else { return }
        let bytes = try interpret(field.options, on: .field, field.fullName, in: file)
        withFile(file) { $0.extensions[index].descriptor.options = bytes }
    }

    private mutating func interpretOptions(ofEnum index: Int, in file: Int) throws(ProtobufSchemaError) {
        let enumeration = files[file].enums[index]
        for (position, options) in enumeration.valueOptions.enumerated() where !options.isEmpty {
            let bytes = try interpret(options, on: .enumValue, enumeration.valueFullName(position), in: file)
            withFile(file) { $0.enums[index].descriptor.values[position].options = bytes }
        }
        let bytes = try interpret(enumeration.options, on: .enumeration, enumeration.fullName, in: file)
        withFile(file) { $0.enums[index].descriptor.options = bytes }
    }

    private mutating func interpretOptions(ofService index: Int, in file: Int) throws(ProtobufSchemaError) {
        let service = files[file].services[index]
        for (position, options) in service.methodOptions.enumerated() where !options.isEmpty || service.methodBodies[position] {
            let name = "\(service.fullName).\(service.descriptor.methods[position].name)"
            let bytes = try interpret(options, on: .method, name, in: file) ?? OptionsBytes([])
            withFile(file) { $0.services[index].descriptor.methods[position].options = bytes }
        }
        let bytes = try interpret(service.options, on: .service, service.fullName, in: file)
        withFile(file) { $0.services[index].descriptor.options = bytes }
    }
}
