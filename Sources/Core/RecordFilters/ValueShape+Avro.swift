package import Avro

extension ValueShape {
    /// Data of the schema in people's JSON.
    package init(_ schema: AvroSchema) { self.init(schema, schema.root) }

    private init(_ schema: AvroSchema, _ id: AvroSchema.TypeID) {
        func later(_ id: AvroSchema.TypeID) -> Later { Later { ValueShape(schema, id) } }
        let type = schema[id]
        if let logical = type.logicalType {
            self = Self.logical(logical)
            return
        }
        switch type.kind {
        case .null: self = .anything
        case .boolean: self = .boolean
        case .int: self = .number("int")
        case .long: self = .number("long")
        case .float: self = .number("float")
        case .double: self = .number("double")
        case .bytes, .fixed: self = .text("bytes, as base64")
        case .string: self = .text("string")
        case .array(let items): self = .list(later(items))
        case .map(let values): self = .map(later(values))
        case .enumeration(let enumeration): self = .symbol(enumeration.symbols)
        case .record(let record):
            self = .record(
                name: record.name.fullName,
                record.fields.map { Field([$0.name], member: $0.name, shape: later($0.type)) })
        case .union(let branches): self = Self.union(branches, schema)
        }
    }

    private static func union(_ branches: [AvroSchema.TypeID], _ schema: AvroSchema) -> ValueShape {
        let shapes: [(AvroSchema.TypeID, ValueShape)] = branches.compactMap { id in
            if case .null = schema[id].kind { nil } else { (id, ValueShape(schema, id)) }
        }
        if shapes.count == 1 { return shapes[0].1 }
        let surfaces = shapes.map(\.1.surface)
        let isTagged = Set(surfaces).count < surfaces.count
        return .union(
            shapes.map { id, shape in Branch(tag: schema[id].branchName, isTagged: isTagged, shape: Later { shape }) })
    }

    private static func logical(_ type: AvroLogicalType) -> ValueShape {
        switch type {
        case .decimal: .number("decimal")
        case .bigDecimal: .number("big-decimal")
        case .uuid: .text("uuid")
        case .date: .text("date")
        case .timeMillis, .timeMicros: .text("time of day")
        case .timestampMillis, .timestampMicros, .timestampNanos: .moment
        case .localTimestampMillis, .localTimestampMicros, .localTimestampNanos: .text("local timestamp")
        case .duration: .anything
        }
    }
}

extension AvroType {
    /// What names it as a branch of a union (Avro 1.12, "JSON Encoding").
    fileprivate var branchName: String {
        switch kind {
        case .null: "null"
        case .boolean: "boolean"
        case .int: "int"
        case .long: "long"
        case .float: "float"
        case .double: "double"
        case .bytes: "bytes"
        case .string: "string"
        case .array: "array"
        case .map: "map"
        case .union: "union"
        case .record, .enumeration, .fixed: name?.fullName ?? ""
        }
    }
}
