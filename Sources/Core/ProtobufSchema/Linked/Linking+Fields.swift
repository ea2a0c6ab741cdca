extension Linking {
    typealias Kind = ProtobufField.Kind

    mutating func linkFields(of id: ProtobufSchema.MessageID) throws(ProtobufSchemaError) {
        let message = messages[id.index]
        var oneofs = message.descriptor.oneofs.map { ProtobufOneof(name: $0.name, fields: [], isSynthetic: false) }
        var oneofFeatures: [FeatureSet] = []
        for oneof in message.descriptor.oneofs {
            oneofFeatures.append(
                try features(message.features, oneof.options, of: .oneof, "the options of \(message.fullName).\(oneof.name)"))
        }
        var fields: [ProtobufField] = []
        fields.reserveCapacity(message.descriptor.fields.count)
        for (place, descriptor) in message.descriptor.fields.enumerated() {
            var inherited = message.features
            if let index = descriptor.oneofIndex {
                guard oneofs.indices.contains(Int(index)) else {
                    throw error("the field \(message.fullName).\(descriptor.name) is in a oneof that its message does not have")
                }
                guard descriptor.label == .optional else {
                    throw error("the field \(message.fullName).\(descriptor.name) is in a oneof", expected: "no label")
                }
                oneofs[Int(index)].fields.append(place)
                oneofs[Int(index)].isSynthetic = descriptor.isProto3Optional
                inherited = oneofFeatures[Int(index)]
            }
            guard descriptor.number >= 1, descriptor.number <= Self.maxFieldNumber else {
                throw error(
                    "the field \(message.fullName).\(descriptor.name) has the number \(descriptor.number)",
                    expected: "1 to \(Self.maxFieldNumber)")
            }
            fields.append(try field(descriptor, scope: message.fullName, inherited, in: message))
        }
        for oneof in oneofs where oneof.isSynthetic && oneof.fields.count != 1 {
            throw error("the oneof \(message.fullName).\(oneof.name) of an optional field has \(oneof.fields.count) fields")
        }
        if let number = Self.firstDuplicate(fields.lazy.map(\.number)) {
            throw error("two fields of \(message.fullName) have the number \(number)")
        }
        if let name = Self.firstDuplicate(fields.lazy.map(\.name)) {
            throw error("two fields of \(message.fullName) have the name \(name)")
        }
        if message.isMapEntry { try checkMapEntry(message.fullName, fields) }
        messages[id.index].fields = fields
        messages[id.index].oneofs = oneofs
    }

    mutating func linkExtension(
        _ descriptor: FieldDescriptor, in scope: String, _ inherited: FeatureSet
    ) throws(ProtobufSchemaError) {
        let name = scope.isEmpty ? descriptor.name : "\(scope).\(descriptor.name)"
        guard let extendee = descriptor.extendee, let id = message(extendee, from: scope) else {
            throw error("the extension \(name) extends \(descriptor.extendee ?? "nothing")", expected: "a message's name")
        }
        guard descriptor.oneofIndex == nil, descriptor.label != .required else {
            throw error("the extension \(name) is required or in a oneof", expected: "an optional or repeated one")
        }
        let message = messages[id.index]
        guard message.descriptor.extensionRanges.contains(where: { $0.start <= descriptor.number && descriptor.number < $0.end }),
            descriptor.number > 0, !message.isMapEntry
        else {
            throw error(
                "the extension \(name) has the number \(descriptor.number)", expected: "one of \(message.fullName)'s extension ranges")
        }
        var field = try field(descriptor, scope: scope, inherited, in: nil)
        if message.isMessageSet {
            guard case .message = field.kind, field.cardinality == .singular else {
                throw error("the extension \(name) of a message set is none of its messages", expected: "an optional message")
            }
        }
        field.extensionName = name
        field.extendee = id
        extensions.append(field)
    }

    func checkExtensions() throws(ProtobufSchemaError) {
        struct Place: Hashable {
            var extendee: ProtobufSchema.MessageID?
            var number: Int32
        }
        var seen: Set<Place> = []
        var names: Set<String> = []
        for field in extensions {
            guard names.insert(field.extensionName ?? "").inserted else {
                throw error("the extension \(field.extensionName ?? "") is defined twice")
            }
            guard seen.insert(Place(extendee: field.extendee, number: field.number)).inserted else {
                throw error("the extension \(field.extensionName ?? "") has the number \(field.number), which another one has")
            }
        }
    }

    /// - Parameter message: nil for extensions.
    private func field(
        _ descriptor: FieldDescriptor, scope: String, _ inherited: FeatureSet, in message: ProtobufMessage?
    ) throws(ProtobufSchemaError) -> ProtobufField {
        guard Self.isIdentifier(descriptor.name) else {
            throw error("\"\(descriptor.name.prefix(80))\" in \(scope) is no name", expected: "letters, digits and _")
        }
        let what = "\(scope).\(descriptor.name)"
        let features = try features(inherited, descriptor.options, of: .field, "the options of \(what)")
        let isEditions = files[file].syntax == "editions"
        let kind = try kind(of: descriptor, what, from: scope)
        var cardinality: ProtobufField.Cardinality = switch descriptor.label {
        case .optional: .singular
        case .required: .required
        case .repeated: .repeated
        }
        if cardinality == .singular, message != nil, isEditions, features.fieldPresence == .legacyRequired {
            cardinality = .required
        }
        var isPacked = false
        if cardinality == .repeated, kind.isPackable {
            isPacked = features.repeatedFieldEncoding == .packed
            if !isEditions, let options = descriptor.options {
                do { isPacked = try options.bool(2) ?? isPacked } catch {
                    throw self.error("the options of \(what) are malformed: \(error)")
                }
            }
        }
        var isMap = false
        var isDelimited = descriptor.kind == .group
        if case .message(let id) = kind {
            isMap = messages[id.index].isMapEntry
            let entryScope = messages[id.index].parent.map { messages[$0.index].fullName }
            guard !isMap || (cardinality == .repeated && entryScope == scope) else {
                throw error(
                    "the field \(what) has an entry of a map as its type", expected: "a repeated field of the same message")
            }
            if features.messageEncoding == .delimited, !isMap, message?.isMapEntry != true { isDelimited = true }
        }
        let isAlwaysExplicit = message == nil || descriptor.oneofIndex != nil || descriptor.isProto3Optional || kind.isMessage
        return ProtobufField(
            name: descriptor.name, extensionName: nil, extendee: nil,
            jsonName: descriptor.jsonName ?? DerivedNames.json(descriptor.name), number: descriptor.number, kind: kind,
            cardinality: cardinality,
            hasPresence: cardinality != .repeated && (isAlwaysExplicit || features.fieldPresence != .implicit),
            isPacked: isPacked, isDelimited: isDelimited, checksUTF8: kind == .string && features.utf8Validation == .verify,
            isMap: isMap, oneof: descriptor.oneofIndex.map { Int($0) },
            defaultValue: try declaredDefault(descriptor, kind, what), features: features, descriptor: descriptor)
    }

    private func kind(of descriptor: FieldDescriptor, _ what: String, from scope: String) throws(ProtobufSchemaError) -> Kind {
        switch descriptor.kind {
        case .double: return .double
        case .float: return .float
        case .int64: return .int64
        case .uint64: return .uint64
        case .int32: return .int32
        case .fixed64: return .fixed64
        case .fixed32: return .fixed32
        case .bool: return .bool
        case .string: return .string
        case .bytes: return .bytes
        case .uint32: return .uint32
        case .sfixed32: return .sfixed32
        case .sfixed64: return .sfixed64
        case .sint32: return .sint32
        case .sint64: return .sint64
        case .enumeration:
            if let id = descriptor.typeName.flatMap({ enumeration($0, from: scope) }) { return .enumeration(id) }
            throw error("the field \(what) is of the type \(descriptor.typeName ?? "")", expected: "an enum's name")
        case .group, .message:
            if let id = descriptor.typeName.flatMap({ message($0, from: scope) }) { return .message(id) }
            throw error("the field \(what) is of the type \(descriptor.typeName ?? "")", expected: "a message's name")
        }
    }

    private func declaredDefault(
        _ descriptor: FieldDescriptor, _ kind: Kind, _ what: String
    ) throws(ProtobufSchemaError) -> ProtobufField.Default? {
        guard let text = descriptor.defaultValue else { return nil }
        guard descriptor.label != .repeated, !kind.isMessage else {
            throw error("the field \(what) cannot have a default", expected: "a singular field of numbers, text or enums for one")
        }
        let names: EnumDescriptor? = if case .enumeration(let id) = kind { enums[id.index].descriptor } else { nil }
        guard let value = ProtobufField.Default(text, of: kind, names) else {
            throw error("the default \"\(text.prefix(80))\" of \(what) does not fit its type")
        }
        return value
    }

    private func checkMapEntry(_ name: String, _ fields: [ProtobufField]) throws(ProtobufSchemaError) {
        guard fields.count == 2, fields[0].number == 1, fields[1].number == 2,
            fields.allSatisfy({ $0.cardinality == .singular && $0.oneof == nil }), fields[0].kind.isMapKey
        else {
            throw error("\(name) is no entry of a map", expected: "key = 1 of an integer, bool or string, and value = 2")
        }
    }

    // MARK: - Names

    private func message(_ name: String, from scope: String) -> ProtobufSchema.MessageID? {
        lookUp(name, from: scope) { messagesByName[$0] }
    }

    private func enumeration(_ name: String, from scope: String) -> ProtobufSchema.EnumID? {
        lookUp(name, from: scope) { enumsByName[$0] }
    }

    /// `.full.name`, or a name to be looked for from the scope outwards, which protoc does not leave but other tools do.
    private func lookUp<ID>(_ name: String, from scope: String, _ find: (String) -> ID?) -> ID? {
        if name.utf8.first == UInt8(ascii: ".") { return find(String(name.dropFirst())) }
        var scope = scope[...]
        while !scope.isEmpty {
            if let id = find("\(scope).\(name)") { return id }
            scope = scope[..<(scope.lastIndex(of: ".") ?? scope.startIndex)]
        }
        return find(name)
    }

    static let maxFieldNumber: Int32 = 536_870_911

    private static func firstDuplicate<S: RandomAccessCollection>(_ values: S) -> S.Element? where S.Element: Hashable {
        var seen: Set<S.Element> = []
        seen.reserveCapacity(values.count)
        return values.first { !seen.insert($0).inserted }
    }
}
