import Avro

/// Writes the struct of one record.
struct RecordWriter {
    let generator: SwiftGenerator
    let id: AvroSchema.TypeID
    let record: AvroRecord
    private let values: ValueCode
    private let properties: [Property]
    private let choices: [Choice]

    private struct Property {
        var field: AvroField
        var name: String
        /// What unions in it are called after.
        var path: String
        var type: String
        var isIndirect: Bool
    }

    /// A union that becomes an enum.
    struct Choice {
        var path: String
        var branches: [AvroSchema.TypeID]
        var null: Int?
        var isIndirect: Bool
    }

    private var access: String { generator.access.prefix }

    init(generator: SwiftGenerator, id: AvroSchema.TypeID, record: AvroRecord) {
        self.generator = generator
        self.id = id
        self.record = record
        let types = generator.types
        var taken = SwiftIdentifier.reservedMembers
        let names = record.fields.map { SwiftIdentifier.unique(SwiftIdentifier.member($0.name), &taken) }
        let paths = names.map { SwiftIdentifier.type($0) }
        // Names are given before types are spelled, as the spelling needs them.
        var unions = UnionNames(taken: types.all.union(SwiftIdentifier.reservedTypes))
        var choices: [Choice] = []
        for (field, path) in zip(record.fields, paths) {
            for choice in Self.choices(in: field.type, path, ValueCode(types: types, unions: unions), owner: id) {
                unions.add(choice.path)
                choices.append(choice)
            }
        }
        let values = ValueCode(types: types, unions: unions)
        self.values = values
        self.choices = choices
        properties = zip(record.fields, zip(names, paths)).map { field, place in
            var isIndirect = types.holds(field.type, id)
            // An enum of its own is indirect itself.
            if case .union(let branches) = types.schema[field.type].kind, case .choice = values.shape(of: branches) {
                isIndirect = false
            }
            return Property(
                field: field, name: place.0, path: place.1, type: values.swiftType(field.type, place.1), isIndirect: isIndirect)
        }
    }

    private static func choices(
        in type: AvroSchema.TypeID, _ path: String, _ values: ValueCode, owner: AvroSchema.TypeID
    ) -> [Choice] {
        switch values.types.schema[type].kind {
        case .array(let items): return choices(in: items, path + "Item", values, owner: owner)
        case .map(let inner): return choices(in: inner, path + "Value", values, owner: owner)
        case .union(let branches):
            switch values.shape(of: branches) {
            case .optional(let value, _): return choices(in: value, path, values, owner: owner)
            case .choice(let branches, let null):
                let own = Choice(
                    path: path, branches: branches, null: null, isIndirect: values.types.holds(type, owner))
                return [own] + branches.flatMap { choices(in: $0, path, values, owner: owner) }
            }
        default: return []
        }
    }

    func write(to source: inout SwiftSource) {
        source.doc(record.doc ?? "`\(record.name.fullName)`")
        source.block("\(access)struct \(generator.types.name(of: id)): GeneratedAvroType, Hashable") { source in
            for property in properties { write(property, to: &source) }
            if !properties.isEmpty { source.line("") }
            writeInitializer(to: &source)
            for choice in choices {
                source.line("")
                ChoiceWriter(values: values, choice: choice, access: access).write(to: &source)
            }
            source.line("")
            generator.writeSchema(id, to: &source)
            source.line("")
            writeReading(to: &source)
            source.line("")
            writeResolving(to: &source)
            source.line("")
            writeEncoding(to: &source)
        }
    }

    private func write(_ property: Property, to source: inout SwiftSource) {
        let meaning = generator.types.schema[property.field.type].logicalType?.meaning
        source.doc([property.field.doc, meaning].compactMap { $0 }.joined(separator: "\n"))
        let wrapper = property.isIndirect ? "@AvroIndirect " : ""
        source.line("\(wrapper)\(access)var \(SwiftIdentifier.quoted(property.name)): \(property.type)")
    }

    private func writeInitializer(to source: inout SwiftSource) {
        if properties.isEmpty {
            source.line("\(access)init() {}")
            return
        }
        let literals = DefaultLiteral(values: values)
        source.line("\(access)init(")
        source.indented {
            for (index, property) in properties.enumerated() {
                let literal = property.field.defaultValue.flatMap { literals.text($0, property.field.type, property.path) }
                let comma = index == properties.count - 1 ? "" : ","
                $0.line(
                    "\(SwiftIdentifier.quoted(property.name)): \(property.type)\(literal.map { " = \($0)" } ?? "")\(comma)")
            }
        }
        source.line(") {")
        source.indented {
            for property in properties {
                $0.line("self.\(property.name) = \(SwiftIdentifier.quoted(property.name))")
            }
        }
        source.line("}")
    }

    private func writeReading(to source: inout SwiftSource) {
        source.block("\(access)init(from decoder: inout BinaryDecoder) throws(AvroDecodingError)") {
            $0.line("try decoder.enter()")
            for property in properties {
                $0.line("self.\(property.name) = \(values.reading(property.field.type, property.path, resolving: false))")
            }
            $0.line("decoder.leave()")
        }
    }

    private func writeResolving(to source: inout SwiftSource) {
        source.block("\(access)init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError)") { source in
            var taken: Set<String> = ["decoder", "fields", "field"]
            let locals = properties.map { SwiftIdentifier.quoted(SwiftIdentifier.unique($0.name, &taken)) }
            for (property, local) in zip(properties, locals) {
                // What has an empty value begins with it; the rest is optional until it is read.
                let type = property.type
                if let empty = placeholder(property) {
                    source.line("var \(local): \(type) = \(empty)")
                } else {
                    source.line("var \(local): \(type.hasSuffix("?") ? type : type + "?")")
                }
            }
            source.line("var fields = try decoder.beginRecord()")
            if properties.isEmpty {
                source.line("while try decoder.nextField(&fields) != nil {}")
            } else {
                source.block("while let field = try decoder.nextField(&fields)") {
                    $0.line("switch field {")
                    for (index, (property, local)) in zip(properties, locals).enumerated() {
                        let value = values.reading(property.field.type, property.path, resolving: true)
                        $0.line("case \(index): \(local) = \(value)")
                    }
                    $0.line("default: throw decoder.missing(field)")
                    $0.line("}")
                }
            }
            source.line("try decoder.endRecord(fields, of: \(properties.count))")
            if properties.isEmpty {
                source.line("self.init()")
                return
            }
            // At once: of a half-made value that a throw could leave behind, Swift would make a copy.
            let arguments = zip(properties, locals).enumerated().map { index, each in
                let isCertain = each.0.type.hasSuffix("?") || placeholder(each.0) != nil
                let local = isPlain(each.0) ? each.1 : "consume \(each.1)"
                let value = isCertain ? local : "try decoder.required(\(local), \(index))"
                return "\(SwiftIdentifier.quoted(each.0.name)): \(value)"
            }
            if arguments.count == 1 {
                source.line("self.init(\(arguments[0]))")
                return
            }
            source.line("self.init(")
            source.indented {
                for (index, argument) in arguments.enumerated() {
                    $0.line(argument + (index == arguments.count - 1 ? ")" : ","))
                }
            }
        }
    }

    /// Whether its values are copied without a thought, so that giving them away says nothing.
    private func isPlain(_ property: Property) -> Bool {
        switch generator.types.schema[property.field.type].kind {
        case .null, .boolean, .int, .long, .float, .double, .enumeration: true
        default: false
        }
    }

    private func placeholder(_ property: Property) -> String? {
        switch generator.types.schema[property.field.type].kind {
        case .null: "AvroNull()"
        case .boolean: "false"
        case .int, .long, .float, .double: "0"
        case .bytes, .array: "[]"
        case .string: "\"\""
        case .map: "[:]"
        case .union, .record, .enumeration, .fixed: nil
        }
    }

    private func writeEncoding(to source: inout SwiftSource) {
        let isRecursive = generator.types.isRecursive(id)
        source.block("\(access)func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError)") {
            if isRecursive { $0.line("try encoder.enter()") }
            for property in properties {
                values.writing("self.\(property.name)", property.field.type, property.path, to: &$0)
            }
            if isRecursive { $0.line("encoder.leave()") }
        }
    }
}
