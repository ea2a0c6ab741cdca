internal import JSONText

extension Compilation {
    /// Replaces names of types by full names, and checks what depends on them.
    mutating func resolveTypes(in file: Int) throws(ProtobufSchemaError) {
        for message in files[file].topMessages { try resolveTypes(ofMessage: message, in: file) }
        for field in files[file].topExtensions { try resolve(extension: field, in: file) }
        for service in files[file].services.indices { try resolveTypes(ofService: service, in: file) }
    }

    private mutating func resolveTypes(ofMessage index: Int, in file: Int) throws(ProtobufSchemaError) {
        for nested in files[file].messages[index].messages { try resolveTypes(ofMessage: nested, in: file) }
        var numbers: [Int32: Int] = [:]
        numbers.reserveCapacity(files[file].messages[index].fields.count)
        for position in files[file].messages[index].fields.indices {
            try resolve(field: position, of: index, in: file)
            let descriptor = files[file].messages[index].fields[position].descriptor
            if let other = numbers.updateValue(position, forKey: descriptor.number) {
                throw error(
                    file, descriptor.numberPlace,
                    "the field number \(descriptor.number) is already used by \(files[file].messages[index].fields[other].descriptor.name)"
                )
            }
        }
        for field in files[file].messages[index].extensions { try resolve(extension: field, in: file) }
        try checkOneofs(of: index, in: file)
    }

    private func checkOneofs(of index: Int, in file: Int) throws(ProtobufSchemaError) {
        let message = files[file].messages[index]
        guard !message.descriptor.oneofs.isEmpty else { return }
        var isEmpty = [Bool](repeating: true, count: message.descriptor.oneofs.count)
        for field in message.fields {
            if let oneof = field.descriptor.oneofIndex { isEmpty[Int(oneof)] = false }
        }
        if let first = isEmpty.firstIndex(of: true) {
            let oneof = message.descriptor.oneofs[first]
            throw error(file, oneof.place, "the oneof \(oneof.name) has no fields", expected: "one at least")
        }
    }

    private mutating func resolve(field position: Int, of message: Int, in file: Int) throws(ProtobufSchemaError) {
        let field = files[file].messages[message].fields[position]
        guard field.hasTypeToResolve || field.writtenDefault != nil else { return }
        let descriptor = try resolved(field, in: file)
        withFile(file) { $0.messages[message].fields[position].descriptor = descriptor }
    }

    private mutating func resolve(extension index: Int, in file: Int) throws(ProtobufSchemaError) {
        let field = files[file].extensions[index]
        let written = field.descriptor.extendee ?? ""
        let lookup = names.lookup(written, from: field.fullName)
        guard case .found(let symbol, let extendee) = lookup else {
            throw undefined(written, lookup, at: field.extendeePlace, in: file)
        }
        guard symbol.kind == .message else { throw error(file, field.extendeePlace, "\(written) is not a message") }
        let number = field.descriptor.number
        guard extensionRanges(of: symbol, named: extendee).index(containing: Int64(number)) != nil else {
            throw error(file, field.descriptor.numberPlace, "\(extendee) does not declare \(number) as an extension number")
        }
        var descriptor = try resolved(field, in: file)
        descriptor.extendee = ".\(extendee)"
        withFile(file) { $0.extensions[index].descriptor = descriptor }
        // Protoc warns of a number that two files use, and refuses one that a file uses twice.
        let key = ExtensionKey(extendee: descriptor.extendee ?? "", number: number)
        if let other = extensionOwners[key] {
            guard names.anywhere(other)?.file != file else {
                throw error(file, descriptor.numberPlace, "the extension number \(number) is already used by \(other)")
            }
        } else {
            extensionOwners[key] = field.fullName
        }
    }

    private func undefined(_ name: String, _ lookup: NameLookup, at place: TextRange?, in file: Int) -> ProtobufSchemaError {
        let (problem, expected) = explain(lookup, of: name)
        var error = error(file, place, problem, expected: expected)
        error.undefinedName = name
        return error
    }

    /// Sorted once for a file's extensions, of which there may be many.
    private mutating func extensionRanges(of message: Symbol, named name: String) -> NumberRanges {
        if let ranges = extensionRanges[name] { return ranges }
        let ranges = NumberRanges(
            files[message.file].messages[message.index].descriptor.extensionRanges.lazy.map {
                (start: Int64($0.start), end: Int64($0.end))
            })
        extensionRanges[name] = ranges
        return ranges
    }

    private func resolved(_ field: FieldDraft, in file: Int) throws(ProtobufSchemaError) -> FieldDescriptor {
        var field = field
        var enumeration: String?
        if field.hasTypeToResolve {
            let written = field.descriptor.typeName ?? ""
            let lookup = names.lookup(written, from: field.fullName, typesOnly: true)
            guard case .found(let symbol, let fullName) = lookup else {
                throw undefined(written, lookup, at: field.descriptor.typePlace, in: file)
            }
            switch symbol.kind {
            case .message: if field.descriptor.kind != .group { field.descriptor.kind = .message }
            case .enumeration:
                guard field.descriptor.kind != .group else {
                    throw error(file, field.descriptor.typePlace, "\(written) is not a message")
                }
                field.descriptor.kind = .enumeration
                enumeration = fullName
            default: throw error(file, field.descriptor.typePlace, "\(written) is not a type", expected: "a message or an enum")
            }
            field.descriptor.typeName = ".\(fullName)"
        }
        if let value = field.writtenDefault {
            field.descriptor.defaultValue = try defaultText(of: field, written: value, enumeration: enumeration, in: file)
        }
        return field.descriptor
    }

    private mutating func resolveTypes(ofService index: Int, in file: Int) throws(ProtobufSchemaError) {
        let service = files[file].services[index]
        for (position, method) in service.descriptor.methods.enumerated() {
            let fullName = "\(service.fullName).\(method.name)"
            let places = service.methodPlaces[position]
            let input = try message(named: method.inputType, from: fullName, at: places.input, in: file)
            let output = try message(named: method.outputType, from: fullName, at: places.output, in: file)
            withFile(file) {
                $0.services[index].descriptor.methods[position].inputType = input
                $0.services[index].descriptor.methods[position].outputType = output
            }
        }
    }

    private func message(
        named name: String, from element: String, at place: TextRange, in file: Int
    ) throws(ProtobufSchemaError) -> String {
        let lookup = names.lookup(name, from: element)
        guard case .found(let symbol, let fullName) = lookup else {
            throw undefined(name, lookup, at: place, in: file)
        }
        guard symbol.kind == .message else { throw error(file, place, "\(name) is not a message") }
        return ".\(fullName)"
    }

    /// The message or enum a descriptor names, with its leading dot.
    func symbol(_ typeName: String?) -> Symbol? { typeName.flatMap { names.anywhere(String($0.dropFirst())) } }

    func message(_ typeName: String?) -> MessageDraft? {
        guard let symbol = symbol(typeName), symbol.kind == .message else { return nil }
        return files[symbol.file].messages[symbol.index]
    }

    func enumeration(_ typeName: String?) -> EnumDraft? {
        guard let symbol = symbol(typeName), symbol.kind == .enumeration else { return nil }
        return files[symbol.file].enums[symbol.index]
    }
}
