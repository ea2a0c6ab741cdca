internal import Bytes
internal import JSONText

/// Tells options messages from their bytes, by the definitions of their fields and extensions.
struct OptionDescribing {
    private let schema: ProtobufSchema
    /// Of the bundled `descriptor.proto`, for schemas that do not import it. Such have no custom options.
    private static let standard = try? ProtobufSchema(linking: DescriptorProto.compilation.assembled(), roots: [0])
    private let extensions: [ProtobufSchema.MessageID: [ProtobufField]]

    init(in schema: ProtobufSchema) {
        let importsDescriptors = schema.message(named: "google.protobuf.FileOptions") != nil
        self.schema = importsDescriptors ? schema : Self.standard ?? schema
        var extensions: [ProtobufSchema.MessageID: [ProtobufField]] = [:]
        for field in self.schema.extensions {
            if let extendee = field.extendee { extensions[extendee, default: []].append(field) }
        }
        self.extensions = extensions
    }

    /// Standard options in Confluent's order, then custom ones by number, Confluent's own first.
    func options(_ options: OptionsBytes?, of message: String) -> [ProtoOption] {
        guard let options, let id = schema.message(named: "google.protobuf.\(message)") else { return [] }
        let first = Self.firstNumbers[message] ?? []
        func rank(_ field: ProtobufField) -> (Int, Int) {
            if let name = field.extensionName { return (name.hasPrefix("confluent.") ? 1 : 2, Int(field.number)) }
            return (0, first.firstIndex(of: field.number) ?? first.count + Int(field.number))
        }
        let set = values(in: options.bytes, of: id, depth: 0).stablySorted { rank($0.field) < rank($1.field) }
        return set.flatMap { field, values in
            values.map { value in
                let part = ProtoOption.Part(
                    name: field.extensionName ?? field.name, isExtension: field.extensionName != nil, place: .nowhere)
                return ProtoOption(name: [part], value: ProtoValue(Self.outsideOfLiterals(value), at: .nowhere), place: .nowhere)
            }
        }
    }

    /// What Confluent prints in front of the rest, which is in the order of numbers.
    private static let firstNumbers: [String: [Int32]] = [
        "FileOptions": [1, 8, 10, 20, 27], "FieldOptions": [1, 2, 6], "EnumValueOptions": [1, 3],
        "ExtensionRangeOptions": [2, 50],
    ]

    /// Protoc 3.21 takes the word `inf` in literals alone.
    private static func outsideOfLiterals(_ value: ProtoValue.Kind) -> ProtoValue.Kind {
        switch value {
        case .identifier("inf"): .float("1e999", isNegative: false)
        case .negativeIdentifier("inf"): .float("1e999", isNegative: true)
        default: value
        }
    }

    // MARK: Messages

    private static let maxDepth = 100

    /// The fields that are set, in the order of their numbers, a singular one with one value. What is malformed or unknown is left
    /// out.
    private func values(
        in bytes: [UInt8], of message: ProtobufSchema.MessageID, depth: Int
    ) -> [(field: ProtobufField, values: [ProtoValue.Kind])] {
        let found = bytes.withUnsafeBytes { bytes in
            var reader = ByteReader(bytes)
            return read(&reader, of: message, depth: depth)
        }
        return found.sorted { $0.key < $1.key }.map { _, entry in
            guard case .message(let id) = entry.field.kind else { return (entry.field, entry.values) }
            // The parts of a singular message come together.
            let parts = entry.field.cardinality == .repeated ? entry.parts : [Array(entry.parts.joined())]
            return (entry.field, parts.map { .message(fields(in: $0, of: id, depth: depth + 1)) })
        }
    }

    private typealias Found = (field: ProtobufField, values: [ProtoValue.Kind], parts: [[UInt8]])

    private func read(_ reader: inout ByteReader, of message: ProtobufSchema.MessageID, depth: Int) -> [Int32: Found] {
        var found: [Int32: Found] = [:]
        while depth < Self.maxDepth, reader.remaining > 0 {
            guard let tag = try? reader.readTag() else { break }
            guard let field = field(tag.number, of: message) else {
                if (try? reader.skipValue(of: tag)) == nil { break }
                continue
            }
            var entry = found[tag.number] ?? (field, [], [])
            if case .message = field.kind {
                guard let part = try? Self.message(behind: tag, in: &reader) else { break }
                entry.parts.append(part)
            } else {
                guard let values = try? scalars(of: field, behind: tag, in: &reader) else { break }
                entry.values = field.cardinality == .repeated ? entry.values + values : values.suffix(1)
            }
            found[tag.number] = entry
        }
        return found
    }

    private func field(_ number: Int32, of message: ProtobufSchema.MessageID) -> ProtobufField? {
        schema[message].fields.first { $0.number == number } ?? extensions[message]?.first { $0.number == number }
    }

    private func fields(in bytes: [UInt8], of message: ProtobufSchema.MessageID, depth: Int) -> [ProtoValue.MessageField] {
        values(in: bytes, of: message, depth: depth).map { field, values in
            let name: ProtoValue.MessageField.Name = field.extensionName.map { .extension($0) } ?? .field(literalName(of: field))
            let all = values.map { ProtoValue($0, at: .nowhere) }
            let value = field.cardinality == .repeated ? ProtoValue(.list(all), at: .nowhere) : all[0]
            return ProtoValue.MessageField(name: name, value: value, place: .nowhere)
        }
    }

    /// A group goes by its message's name.
    private func literalName(of field: ProtobufField) -> String {
        guard field.descriptor.kind == .group, case .message(let id) = field.kind else { return field.name }
        return schema[id].name
    }

    private static func message(behind tag: WireTag, in reader: inout ByteReader) throws(MalformedBytes) -> [UInt8] {
        guard tag.type == .startGroup else { return try reader.readDelimitedBytes() }
        var content = reader
        let start = reader.position
        while true {
            let end = reader.position
            let inner = try reader.readTag()
            if inner.type == .endGroup { return try content.readBytes(end - start, reading: "group") }
            try reader.skipValue(of: inner)
        }
    }

    // MARK: Scalars

    private func scalars(
        of field: ProtobufField, behind tag: WireTag, in reader: inout ByteReader
    ) throws(MalformedBytes) -> [ProtoValue.Kind] {
        let isText = field.kind == .string || field.kind == .bytes
        guard tag.type == .lengthDelimited, !isText else { return [try scalar(of: field, in: &reader)] }
        var run = try reader.readDelimited()
        var values: [ProtoValue.Kind] = []
        while run.remaining > 0 { values.append(try scalar(of: field, in: &run)) }
        return values
    }

    private func scalar(of field: ProtobufField, in reader: inout ByteReader) throws(MalformedBytes) -> ProtoValue.Kind {
        switch field.kind {
        case .double: return Self.kind(Double(bitPattern: try reader.readLittleEndian(UInt64.self)))
        case .float:
            let value = Float(bitPattern: try reader.readLittleEndian(UInt32.self))
            return value.isFinite ? Self.kind(text: "\(value)") : Self.kind(Double(value))
        case .int64: return Self.kind(Int64(bitPattern: try reader.readUnsignedVarlong()))
        case .uint64: return .integer(String(try reader.readUnsignedVarlong()), isNegative: false)
        case .int32: return Self.kind(Int64(Int32(truncatingIfNeeded: try reader.readUnsignedVarlong())))
        case .uint32: return .integer(String(UInt32(truncatingIfNeeded: try reader.readUnsignedVarlong())), isNegative: false)
        case .sint32, .sint64:
            let raw = try reader.readUnsignedVarlong()
            return Self.kind(Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1))
        case .fixed64: return .integer(String(try reader.readLittleEndian(UInt64.self)), isNegative: false)
        case .fixed32: return .integer(String(try reader.readLittleEndian(UInt32.self)), isNegative: false)
        case .sfixed64: return Self.kind(Int64(bitPattern: try reader.readLittleEndian(UInt64.self)))
        case .sfixed32: return Self.kind(Int64(Int32(bitPattern: try reader.readLittleEndian(UInt32.self))))
        case .bool: return .identifier(try reader.readUnsignedVarlong() == 0 ? "false" : "true")
        case .string, .bytes, .message: return .string(try reader.readDelimitedBytes())
        case .enumeration(let id):
            let number = Int32(truncatingIfNeeded: try reader.readUnsignedVarlong())
            let value = schema[id].descriptor.values.first { $0.number == number }
            return value.map { .identifier($0.name) } ?? Self.kind(Int64(number))
        }
    }

    private static func kind(_ value: Int64) -> ProtoValue.Kind { .integer(String(value.magnitude), isNegative: value < 0) }

    private static func kind(_ value: Double) -> ProtoValue.Kind {
        if value.isNaN { return .identifier("nan") }
        if value.isInfinite { return value < 0 ? .negativeIdentifier("inf") : .identifier("inf") }
        return kind(text: "\(value)")
    }

    private static func kind(text: String) -> ProtoValue.Kind {
        text.utf8.first == UInt8(ascii: "-")
            ? .float(String(text.dropFirst()), isNegative: true) : .float(text, isNegative: false)
    }
}
