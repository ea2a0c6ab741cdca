internal import JSONText

/// Extension ranges and their declarations. Debian's protoc knows no declarations; where editions are compiled they hold.
extension Compilation {
    func checkExtensionRanges(of message: MessageDraft, in file: Int) throws(ProtobufSchemaError) {
        let largest = message.isMessageSet ? Int64(Int32.max) : Int64(FieldNumbers.largest)
        var declared: Set<String> = []
        for range in message.descriptor.extensionRanges {
            guard Int64(range.end) <= largest + 1 else {
                throw error(file, range.place, "the extension numbers go beyond \(largest)")
            }
            guard let options = range.options else { continue }
            let declarations = options.messages(2)
            guard !declarations.isEmpty else { continue }
            if options.integer(3) == 1 {
                throw error(file, range.place, "the extension range is UNVERIFIED and declares extensions")
            }
            var numbers: Set<Int64> = []
            for declaration in declarations {
                try check(declaration, of: range, in: file, &numbers, &declared)
            }
        }
    }

    private func check(
        _ declaration: OptionsBytes, of range: MessageDescriptor.ExtensionRange, in file: Int, _ numbers: inout Set<Int64>,
        _ declared: inout Set<String>
    ) throws(ProtobufSchemaError) {
        let number = declaration.integer(1) ?? 0
        guard number >= Int64(range.start), number < Int64(range.end) else {
            throw error(file, range.place, "the extension declaration \(number) lies outside of its range")
        }
        guard numbers.insert(number).inserted else {
            throw error(file, range.place, "the extension declaration \(number) is there twice")
        }
        let name = declaration.text(2)
        let type = declaration.text(3)
        guard let name, let type else {
            guard name == nil, type == nil, declaration.flag(5) ?? false else {
                throw error(file, range.place, "the extension declaration \(number) lacks its full_name or type")
            }
            return
        }
        guard declared.insert(name).inserted else { throw error(file, range.place, "the extension \(name) is declared twice") }
        for symbol in [name, type] where symbol != type || !FieldDescriptor.Kind.scalarWords.contains(type) {
            guard symbol.utf8.first == UInt8(ascii: "."), Self.isQualified(symbol.dropFirst()) else {
                throw error(file, range.place, "\(symbol) is no full name", expected: "a name with a leading dot")
            }
        }
    }

    private static func isQualified(_ name: Substring) -> Bool {
        name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy {
                    switch $0 {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"):
                        true
                    default: false
                    }
                }
        }
    }

    /// An extension in a range with declarations is one of those declared. Extensions of options need no declaration.
    func checkDeclaration(of field: FieldDraft, in file: Int) throws(ProtobufSchemaError) {
        guard let symbol = symbol(field.descriptor.extendee), files[symbol.file].name != DescriptorProto.path,
            let extendee = message(field.descriptor.extendee),
            let range = extendee.descriptor.extensionRanges.first(where: {
                $0.start <= field.descriptor.number && field.descriptor.number < $0.end
            }),
            let options = range.options
        else { return }
        let declarations = options.messages(2)
        func refuse(_ problem: String) -> ProtobufSchemaError {
            error(file, field.extendeePlace, "the extension \(field.fullName) \(problem)")
        }
        guard let declaration = declarations.first(where: { $0.integer(1) == Int64(field.descriptor.number) }) else {
            guard declarations.isEmpty, options.integer(3) != 0 else { throw refuse("is not among those declared for its range") }
            return
        }
        if declaration.flag(5) ?? false { throw refuse("has a number whose declaration is reserved") }
        if let name = declaration.text(2), name != ".\(field.fullName)" { throw refuse("is declared by the name \(name)") }
        if let type = declaration.text(3), type != (field.descriptor.typeName ?? field.descriptor.kind.words) {
            throw refuse("is declared to be of type \(type)")
        }
        if (declaration.flag(6) ?? false) != field.isRepeated { throw refuse("is declared with another cardinality") }
    }
}

extension FieldDescriptor.Kind {
    fileprivate static let scalarWords: Set<String> = Set(
        allCases.filter { $0 != .message && $0 != .group && $0 != .enumeration }.map(\.words))
}

extension OptionsBytes {
    fileprivate func text(_ number: Int32) -> String? { messages(number).last.map { String(decoding: $0.bytes, as: UTF8.self) } }
}
