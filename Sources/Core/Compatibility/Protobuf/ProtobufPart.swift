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
        case .service(let file, let index): schema.files[file].services[index].name
        case .method(let file, let service, let index):
            "\(schema.files[file].services[service].name).\(schema.files[file].services[service].methods[index].name)"
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
        case .oneof(let id, let index): return schema[id].descriptor.oneofs[index].place
        case .enumeration(let id):
            let descriptor = schema[id].descriptor
            return aspect == .whole ? descriptor.place : descriptor.namePlace ?? descriptor.place
        case .value(let id, let index): return schema[id].descriptor.values[index].place
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
}
