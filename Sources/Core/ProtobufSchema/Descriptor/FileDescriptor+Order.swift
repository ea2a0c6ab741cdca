extension FileDescriptor {
    /// The same file with its members in an order that their writing does not decide.
    var inOrder: FileDescriptor {
        var file = self
        let imports = dependencies.enumerated().sorted { $0.element < $1.element }
        file.dependencies = imports.map(\.element)
        let places = Dictionary(uniqueKeysWithValues: imports.enumerated().map { (Int32($1.offset), Int32($0)) })
        file.publicDependencies = publicDependencies.compactMap { places[$0] }.sorted()
        file.weakDependencies = weakDependencies.compactMap { places[$0] }.sorted()
        file.messages = messages.map(\.inOrder)
        file.enums = enums.map(\.inOrder).sorted { $0.name < $1.name }
        file.services = services.sorted { $0.name < $1.name }
        file.extensions = extensions.inOrder
        return file
    }
}

extension MessageDescriptor {
    fileprivate var inOrder: MessageDescriptor {
        var message = self
        message.fields = fields.sorted { $0.number < $1.number }
        // By their first members, as far as they have any.
        var places: [Int32: Int32] = [:]
        for field in message.fields {
            guard let index = field.oneofIndex, places[index] == nil else { continue }
            places[index] = Int32(places.count)
        }
        for index in oneofs.indices where places[Int32(index)] == nil { places[Int32(index)] = Int32(places.count) }
        for index in message.fields.indices {
            message.fields[index].oneofIndex = message.fields[index].oneofIndex.flatMap { places[$0] }
        }
        message.oneofs = oneofs.enumerated().sorted { places[Int32($0.offset), default: 0] < places[Int32($1.offset), default: 0] }
            .map(\.element)
        // Entries of maps have no index, and stand where their fields do or where somebody wrote them out.
        let nested = messages.map(\.inOrder)
        message.messages = nested.filter { !$0.isMapEntry } + nested.filter(\.isMapEntry).sorted { $0.name < $1.name }
        message.enums = enums.map(\.inOrder).sorted { $0.name < $1.name }
        message.extensions = extensions.inOrder
        message.extensionRanges.sort { $0.start < $1.start }
        message.reservedRanges.sort { $0.start < $1.start }
        message.reservedNames.sort()
        return message
    }

    /// Option 7 of MessageOptions, which the compiler alone sets.
    private var isMapEntry: Bool { options?.flag(7) ?? false }
}

extension EnumDescriptor {
    /// The first value stays where it is: it is the default.
    fileprivate var inOrder: EnumDescriptor {
        var enumeration = self
        enumeration.values =
            Array(values.prefix(1)) + values.dropFirst().sorted { ($0.number, $0.name) < ($1.number, $1.name) }
        enumeration.reservedRanges.sort { $0.start < $1.start }
        enumeration.reservedNames.sort()
        return enumeration
    }
}

extension [FieldDescriptor] {
    fileprivate var inOrder: [FieldDescriptor] {
        sorted { ($0.extendee ?? "", $0.number) < ($1.extendee ?? "", $1.number) }
    }
}
