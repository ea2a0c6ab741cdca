internal import JSONText
package import ProtobufSchema

/// What a difference or a finding is about, in one schema.
package enum ProtobufPart: Sendable, Hashable {
    /// Into the schema's `files`.
    case file(Int)
    case message(ProtobufSchema.MessageID)
    /// By its place in the message's `fields`.
    case field(ProtobufSchema.MessageID, Int)
    /// By its place in the message's `oneofs`.
    case oneof(ProtobufSchema.MessageID, Int)
    case enumeration(ProtobufSchema.EnumID)
    /// By its place among the enum's values.
    case value(ProtobufSchema.EnumID, Int)
    /// By its place in the schema's `extensions`.
    case `extension`(Int)
    /// By its place among the file's services.
    case service(file: Int, Int)
    case method(file: Int, service: Int, Int)
}

/// Which words of a declaration are meant.
enum ProtobufAspect {
    case whole, name, type, label, number
}

extension ProtobufPart {
    func file(in schema: ProtobufSchema) -> Int {
        switch self {
        case .file(let file), .service(let file, _), .method(let file, _, _): file
        case .message(let id), .field(let id, _), .oneof(let id, _): schema[id].file
        case .enumeration(let id), .value(let id, _): schema[id].file
        case .extension(let index): schema.file(ofExtension: index)
        }
    }

    /// `Order.Line.sku`: names below the package. A file is its package, or its path where it has none.
    func pointer(in schema: ProtobufSchema) -> String {
        switch self {
        case .file(let file): schema.files[file].package ?? schema.files[file].name
        case .message(let id): schema.localName(id)
        case .field(let id, let index): "\(schema.localName(id)).\(schema[id].fields[index].name)"
        case .oneof(let id, let index): "\(schema.localName(id)).\(schema[id].oneofs[index].name)"
        case .enumeration(let id): schema.localName(id)
        case .value(let id, let index): "\(schema.localName(id)).\(schema[id].descriptor.values[index].name)"
        case .extension(let index): schema.extensions[index].extensionName ?? schema.extensions[index].name
        case .service(let file, let index): schema.files[file].services[index].name
        case .method(let file, let service, let index):
            "\(schema.files[file].services[service].name).\(schema.files[file].services[service].methods[index].name)"
        }
    }

    /// The full name of whichever of the two is the smaller part: what was added or removed rather than where it would stand.
    static func element(_ newPart: ProtobufPart, in new: ProtobufSchema, or oldPart: ProtobufPart, in old: ProtobufSchema)
        -> String
    {
        newPart.depth(in: new) >= oldPart.depth(in: old) ? newPart.fullName(in: new) : oldPart.fullName(in: old)
    }

    private func depth(in schema: ProtobufSchema) -> Int {
        if case .file = self { return 0 }
        return pointer(in: schema).utf8.count { $0 == UInt8(ascii: ".") } + 1
    }

    private func fullName(in schema: ProtobufSchema) -> String {
        let package = schema.files[file(in: schema)].package ?? ""
        switch self {
        case .file, .extension: return pointer(in: schema)
        default: return package.isEmpty ? pointer(in: schema) : "\(package).\(pointer(in: schema))"
        }
    }

    /// As Confluent would write it: names, then a field's or value's number.
    func path(in schema: ProtobufSchema) -> String {
        func names(_ name: String) -> String { name.replacing(".", with: "/") }
        return switch self {
        case .file: "#/"
        case .message(let id): "#/\(names(schema.localName(id)))"
        case .field(let id, let index): "#/\(names(schema.localName(id)))/\(schema[id].fields[index].number)"
        case .oneof(let id, let index): "#/\(names(schema.localName(id)))/\(schema[id].oneofs[index].name)"
        case .enumeration(let id): "#/\(names(schema.localName(id)))"
        case .value(let id, let index): "#/\(names(schema.localName(id)))/\(schema[id].descriptor.values[index].number)"
        case .extension, .service, .method: "#/\(names(pointer(in: schema)))"
        }
    }

    /// Nil outside of the main file, whose text is the one people see, and for descriptors that came without a text.
    func range(_ aspect: ProtobufAspect, in schema: ProtobufSchema) -> TextRange? {
        guard file(in: schema) == schema.mainFileIndex else { return nil }
        switch self {
        case .file(let file): return schema.files[file].packagePlace ?? schema.files[file].syntaxPlace
        case .message(let id):
            let descriptor = schema[id].descriptor
            return aspect == .whole ? descriptor.place : descriptor.namePlace ?? descriptor.place
        case .field(let id, let index): return Self.range(aspect, of: schema[id].fields[index].descriptor)
        case .extension(let index): return Self.range(aspect, of: schema.extensions[index].descriptor)
        case .oneof(let id, let index):
            let name = schema[id].descriptor.oneofs[index].place
            return aspect == .whole ? schema.block(ofOneof: schema[id].oneofs[index].name, in: id) ?? name : name
        case .enumeration(let id):
            let descriptor = schema[id].descriptor
            return aspect == .whole ? descriptor.place : descriptor.namePlace ?? descriptor.place
        case .value(let id, let index):
            let value = schema[id].descriptor.values[index]
            return aspect == .whole ? schema.statement(ofValue: value.name, in: id) ?? value.place : value.place
        case .service(let file, let index): return schema.files[file].services[index].place
        case .method(let file, let service, let index): return schema.files[file].services[service].methods[index].place
        }
    }

    private static func range(_ aspect: ProtobufAspect, of field: FieldDescriptor) -> TextRange? {
        let words: TextRange? =
            switch aspect {
            case .whole: field.place
            case .name: field.namePlace
            case .type: field.typePlace
            case .label: field.labelPlace ?? field.typePlace
            case .number: field.numberPlace
            }
        return words ?? field.place
    }
}

extension ProtobufSchema {
    var mainFileIndex: Int { roots[roots.count - 1] }

    /// The name below the package.
    func localName(_ id: MessageID) -> String {
        Self.localName(messages[id.index].fullName, package: files[messages[id.index].file].package)
    }

    func localName(_ id: EnumID) -> String {
        Self.localName(enums[id.index].fullName, package: files[enums[id.index].file].package)
    }

    private static func localName(_ fullName: String, package: String?) -> String {
        guard let package, !package.isEmpty else { return fullName }
        return String(fullName.utf8.dropFirst(package.utf8.count + 1)) ?? fullName
    }

    /// The file that declares it, which its extendee does not tell.
    fileprivate func file(ofExtension index: Int) -> Int {
        let name = extensions[index].extensionName ?? ""
        let declaring = files.firstIndex { file in
            file.extensions.contains { Self.qualified($0.name, file.package) == name }
                || file.messages.contains { Self.declares(name, $0, Self.qualified($0.name, file.package)) }
        }
        return declaring ?? mainFileIndex
    }

    private static func declares(_ name: String, _ message: MessageDescriptor, _ fullName: String) -> Bool {
        name.hasPrefix("\(fullName).")
            && (message.extensions.contains { "\(fullName).\($0.name)" == name }
                || message.messages.contains { declares(name, $0, "\(fullName).\($0.name)") })
    }

    private static func qualified(_ name: String, _ package: String?) -> String {
        package.map { $0.isEmpty ? name : "\($0).\(name)" } ?? name
    }
}
