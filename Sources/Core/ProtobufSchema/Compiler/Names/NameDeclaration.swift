internal import JSONText

extension Compilation {
    /// Enters what a file declares, and checks its numbers and ranges.
    mutating func declareNames(in file: Int) throws(ProtobufSchemaError) {
        try declarePackage(of: file)
        try checkImports(of: file)
        for message in files[file].topMessages { try declare(message: message, in: file) }
        for enumeration in files[file].topEnums { try declare(enumeration: enumeration, in: file) }
        for service in files[file].services.indices { try declare(service: service, in: file) }
        for field in files[file].topExtensions { try declare(extension: field, in: file) }
    }

    private mutating func declare(
        _ name: String, _ kind: Symbol.Kind, in file: Int, index: Int, member: Int = 0, at place: TextRange?
    ) throws(ProtobufSchemaError) {
        symbolCount += 1
        guard symbolCount <= limits.maxSymbols else {
            throw ProtobufSchemaError(
                .limit, file: files[file].name, at: place,
                "more than \(limits.maxSymbols) names are declared in all files together")
        }
        try names.declare(
            name, Symbol(kind: kind, file: file, index: index, member: member), in: file, files: files, at: place)
    }

    private mutating func declarePackage(of file: Int) throws(ProtobufSchemaError) {
        let package = files[file].package
        guard !package.isEmpty else { return }
        let place = files[file].descriptor.packagePlace
        guard package.utf8.count <= 511, package.utf8.lazy.filter({ $0 == UInt8(ascii: ".") }).count <= 100 else {
            throw ProtobufSchemaError(
                .limit, file: files[file].name, at: place, "the package's name is too long",
                expected: "511 bytes and 101 parts at most")
        }
        var part = package[...]
        while true {
            try declare(String(part), .package, in: file, index: 0, at: place)
            guard let dot = part.utf8.lastIndex(of: UInt8(ascii: ".")) else { return }
            part = part[..<dot]
        }
    }

    private func checkImports(of file: Int) throws(ProtobufSchemaError) {
        var seen: Set<String> = []
        for (index, name) in files[file].descriptor.dependencies.enumerated() where !seen.insert(name).inserted {
            throw error(file, files[file].importPlaces[index], "the import \"\(name)\" is listed twice")
        }
    }

    private mutating func declare(message index: Int, in file: Int) throws(ProtobufSchemaError) {
        let message = files[file].messages[index]
        try checkMapEntries(of: message, in: file)
        for oneof in message.descriptor.oneofs {
            try declare("\(message.fullName).\(oneof.name)", .oneof, in: file, index: index, at: oneof.place)
        }
        for (position, field) in message.fields.enumerated() {
            try checkNumber(of: field, in: file)
            try declare(field.fullName, .field, in: file, index: index, member: position, at: field.descriptor.namePlace)
        }
        for enumeration in message.enums { try declare(enumeration: enumeration, in: file) }
        for range in message.descriptor.extensionRanges { try check(range, in: file) }
        for field in message.extensions { try declare(extension: field, in: file) }
        for range in message.descriptor.reservedRanges where range.start <= 0 {
            throw error(file, range.place, "reserved numbers start at 1")
        }
        for nested in message.messages { try declare(message: nested, in: file) }
        try declare(message.fullName, .message, in: file, index: index, at: message.nameOrPlace)
        try checkRanges(of: message, in: file)
    }

    /// The messages that map fields stand for have names like others; that they clash is said before what follows from it.
    private func checkMapEntries(of message: MessageDraft, in file: Int) throws(ProtobufSchemaError) {
        guard message.fields.contains(where: \.isMap) else { return }
        let nested = files[file].messages
        var others = Set(message.fields.map(\.descriptor.name))
        for oneof in message.descriptor.oneofs { others.insert(oneof.name) }
        for enumeration in message.enums { others.insert(files[file].enums[enumeration].descriptor.name) }
        for index in message.messages where !nested[index].isMapEntry { others.insert(nested[index].descriptor.name) }
        for index in message.messages where nested[index].isMapEntry {
            let name = nested[index].descriptor.name
            guard others.insert(name).inserted else {
                throw error(
                    file, message.nameOrPlace, "\(name), the entry of a map field, is already defined in \(message.fullName)",
                    expected: "another name for the field")
            }
        }
    }

    private mutating func declare(extension index: Int, in file: Int) throws(ProtobufSchemaError) {
        let field = files[file].extensions[index]
        try checkNumber(of: field, in: file)
        try declare(field.fullName, .extension, in: file, index: index, at: field.descriptor.namePlace)
    }

    private mutating func declare(enumeration index: Int, in file: Int) throws(ProtobufSchemaError) {
        let enumeration = files[file].enums[index]
        let place = enumeration.descriptor.namePlace
        guard !enumeration.descriptor.values.isEmpty else {
            throw error(file, place, "the enum \(enumeration.fullName) has no values", expected: "one at least")
        }
        for (position, value) in enumeration.descriptor.values.enumerated() {
            try declare(
                enumeration.valueFullName(position), .enumValue, in: file, index: index, member: position, at: value.place)
        }
        for range in enumeration.descriptor.reservedRanges where range.start > range.end {
            throw error(file, range.place, "the range ends before it begins")
        }
        try checkShortNames(of: enumeration, in: file)
        try declare(enumeration.fullName, .enumeration, in: file, index: index, at: place)
        try checkReserved(of: enumeration, in: file)
    }

    private mutating func declare(service index: Int, in file: Int) throws(ProtobufSchemaError) {
        let service = files[file].services[index]
        for (position, method) in service.descriptor.methods.enumerated() {
            try declare(
                "\(service.fullName).\(method.name)", .method, in: file, index: index, member: position,
                at: service.methodPlaces[position].name)
        }
        try declare(service.fullName, .service, in: file, index: index, at: service.namePlace)
    }
}
