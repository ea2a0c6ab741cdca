internal import JSONText

/// Turns a file's syntax into a draft: what protoc's parser makes of a text. Names of types stay as written.
struct Drafting {
    var file: FileDraft
    let limits: ProtobufLimits
    /// Messages, fields, enums, values, services and methods so far.
    var symbolCount = 0

    static func draft(
        _ syntax: ProtoSyntax, named name: String, limits: ProtobufLimits
    ) throws(ProtobufSchemaError) -> FileDraft {
        var drafting = Drafting(
            file: FileDraft(descriptor: FileDescriptor(name: name), edition: .proto2), limits: limits)
        try drafting.version(syntax.version)
        try drafting.head(syntax)
        try drafting.body(syntax)
        return drafting.file
    }

    private mutating func version(_ version: ProtoSyntax.Version?) throws(ProtobufSchemaError) {
        switch version {
        case nil: return
        case .syntax(let word):
            file.descriptor.syntaxPlace = word.place
            switch word.text {
            case "proto2": return
            case "proto3":
                file.edition = .proto3
                file.descriptor.syntax = "proto3"
            default: throw error(word.place, "the syntax \"\(word.text)\" is not known", expected: "proto2 or proto3")
            }
        case .edition(let word):
            guard word.text == "2023" else {
                throw error(word.place, "the edition \"\(word.text)\" is not known", expected: "2023")
            }
            file.descriptor.syntaxPlace = word.place
            file.edition = .edition2023
            file.descriptor.syntax = "editions"
            file.descriptor.edition = .edition2023
        }
    }

    private mutating func head(_ syntax: ProtoSyntax) throws(ProtobufSchemaError) {
        if let package = syntax.package {
            file.descriptor.package = package.text
            file.descriptor.packagePlace = package.place
        }
        for item in syntax.imports {
            switch item.kind {
            case .plain: break
            case .public: file.descriptor.publicDependencies.append(Int32(file.descriptor.dependencies.count))
            case .weak: file.descriptor.weakDependencies.append(Int32(file.descriptor.dependencies.count))
            case .option: throw error(item.place, "option imports come with edition 2024", expected: "a plain import")
            }
            file.descriptor.dependencies.append(item.path.text)
            file.importPlaces.append(item.place)
        }
        file.options = syntax.options
    }

    private mutating func body(_ syntax: ProtoSyntax) throws(ProtobufSchemaError) {
        // Groups inside `extend` make messages of the file: they line up with the others in the order written.
        var extends = syntax.extends[...]
        for message in syntax.messages {
            while let next = extends.first, next.place.start.byteOffset < message.place.start.byteOffset {
                try extend(next, in: nil)
                extends.removeFirst()
            }
            try self.message(message, in: nil)
        }
        for next in extends { try extend(next, in: nil) }
        for enumeration in syntax.enums { try self.enumeration(enumeration, in: nil) }
        for service in syntax.services { try self.service(service) }
    }

    // MARK: -

    /// Bounds what one compilation may hold before memory is taken for it.
    mutating func count(_ place: TextRange) throws(ProtobufSchemaError) {
        symbolCount += 1
        guard symbolCount <= limits.maxSymbols else {
            throw ProtobufSchemaError(.limit, file: file.name, at: place, "more than \(limits.maxSymbols) things are declared")
        }
    }

    func int32(_ word: ProtoSyntax.Word) throws(ProtobufSchemaError) -> Int32 {
        try int32(word.text, at: word.place)
    }

    func int32(_ text: String, at place: TextRange) throws(ProtobufSchemaError) -> Int32 {
        guard let number = IntegerText.parseInt32(text) else {
            throw error(place, "the number \(text) is out of range", expected: "an integer of 32 bits")
        }
        return number
    }

    func error(_ place: TextRange?, _ problem: String, expected: String? = nil) -> ProtobufSchemaError {
        ProtobufSchemaError(.invalid, file: file.name, at: place, problem, expected: expected)
    }
}
