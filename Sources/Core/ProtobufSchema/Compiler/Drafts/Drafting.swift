internal import JSONText

/// Turns a file's syntax into a draft: what protoc's parser makes of a text. Names of types stay as written. What the parser
/// refuses (labels, versions, maps where none can be) is not looked at again.
struct Drafting {
    var file: FileDraft
    let limits: ProtobufLimits
    /// Messages, fields, enums, values, services and methods so far.
    var symbolCount = 0
    /// Bytes of their full names, each of which repeats those around it.
    private var nameByteCount = 0

    static func draft(
        _ syntax: ProtoSyntax, named name: String, limits: ProtobufLimits
    ) throws(ProtobufSchemaError) -> FileDraft {
        var drafting = Drafting(
            file: FileDraft(descriptor: FileDescriptor(name: name), edition: .proto2), limits: limits)
        drafting.version(syntax.version)
        drafting.head(syntax)
        try drafting.body(syntax)
        return drafting.file
    }

    private mutating func version(_ version: ProtoSyntax.Version?) {
        switch version {
        case nil: return
        case .syntax(let word):
            file.descriptor.syntaxPlace = word.place
            guard word.text == "proto3" else { return }
            file.edition = .proto3
            file.descriptor.syntax = "proto3"
        case .edition(let word):
            file.descriptor.syntaxPlace = word.place
            file.edition = .edition2023
            file.descriptor.syntax = "editions"
            file.descriptor.edition = .edition2023
        }
    }

    private mutating func head(_ syntax: ProtoSyntax) {
        if let package = syntax.package {
            file.descriptor.package = package.text
            file.descriptor.packagePlace = package.place
        }
        for item in syntax.imports {
            switch item.kind {
            case .plain, .option: break
            case .public: file.descriptor.publicDependencies.append(Int32(file.descriptor.dependencies.count))
            case .weak: file.descriptor.weakDependencies.append(Int32(file.descriptor.dependencies.count))
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

    /// The name of something in a message or file; the sum of all such names is bounded, for a long name counts for everything
    /// inside of it.
    mutating func fullName(_ name: String, in message: Int?, at place: TextRange) throws(ProtobufSchemaError) -> String {
        let outer = try countName(name, in: message, at: place)
        return outer.isEmpty ? name : "\(outer).\(name)"
    }

    /// - Returns: what the name stands in.
    @discardableResult
    mutating func countName(_ name: String, in message: Int?, at place: TextRange) throws(ProtobufSchemaError) -> String {
        let outer = message.map { file.messages[$0].fullName } ?? file.package
        nameByteCount += outer.utf8.count + name.utf8.count + 1
        guard nameByteCount <= 8 * limits.maxBytes else {
            throw ProtobufSchemaError(
                .limit, file: file.name, at: place, "the full names of the file are too long",
                expected: "\(8 * limits.maxBytes) bytes at most for all of them")
        }
        return outer
    }

    func int32(_ word: ProtoSyntax.Word) throws(ProtobufSchemaError) -> Int32 {
        try int32(word.text, at: word.place)
    }

    func int32(_ text: String, at place: TextRange) throws(ProtobufSchemaError) -> Int32 {
        guard let number = ProtoInteger.signedValue(of: text).flatMap({ Int32(exactly: $0) }) else {
            throw error(place, "the number \(text) is out of range", expected: "an integer of 32 bits")
        }
        return number
    }

    func error(_ place: TextRange?, _ problem: String, expected: String? = nil) -> ProtobufSchemaError {
        ProtobufSchemaError(.invalid, file: file.name, at: place, problem, expected: expected)
    }
}
