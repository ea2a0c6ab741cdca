/// A schema made ready for writing: shapes, and the bytes of every field's default. Costs as much as the schema is large;
/// encoders keep it.
///
/// `@unchecked Sendable`: immutable once made, `kinds` too.
final class EncodingSchema: @unchecked Sendable {
    let schema: AvroSchema
    let shape: SchemaShape
    /// By type index, at a fixed address: looked at for every value, which must not cost a reference count.
    ///
    /// Unsafe: indexed with the schema's own type indices, and memory of this object.
    let kinds: UnsafePointer<Slot.Kind>
    /// Likewise, the types of each type's fields, items or branches, one type's behind another's, and where they begin.
    let children: UnsafePointer<Int>
    let firstChild: UnsafePointer<Int>
    /// By type index, then field index; nil where there is no default.
    let defaults: [[[UInt8]?]]

    init(_ schema: AvroSchema) {
        self.schema = schema
        let shape = SchemaShape(schema)
        self.shape = shape
        let kinds = UnsafeMutablePointer<Slot.Kind>.allocate(capacity: shape.types.count)
        for (index, type) in shape.types.enumerated() { (kinds + index).initialize(to: type.kind) }
        self.kinds = UnsafePointer(kinds)
        let all = shape.types.flatMap(\.children)
        let children = UnsafeMutablePointer<Int>.allocate(capacity: max(all.count, 1))
        for (index, child) in all.enumerated() { (children + index).initialize(to: child) }
        self.children = UnsafePointer(children)
        let firstChild = UnsafeMutablePointer<Int>.allocate(capacity: shape.types.count)
        var place = 0
        for (index, type) in shape.types.enumerated() {
            (firstChild + index).initialize(to: place)
            place += type.children.count
        }
        self.firstChild = UnsafePointer(firstChild)
        defaults = schema.types.map { type in
            guard case .record(let record) = type.kind else { return [] }
            return record.fields.map { field in
                guard let value = field.defaultValue else { return nil }
                // A default that is no value of its type cannot be written: such a field has to be given.
                return try? DefaultEncoding.bytes(of: value, as: field.type.index, in: schema, shape: shape)
            }
        }
    }

    deinit {
        kinds.deallocate()
        children.deallocate()
        firstChild.deallocate()
    }

    /// An error gets the names of the root on its way out.
    func rooted(_ error: AvroEncodingError) -> AvroEncodingError {
        var error = error
        error.path.root = shape.rootShortName
        error.schema = shape.rootName
        return error
    }
}

extension SchemaShape {
    /// What a type is called in errors: `long`, `record com.acme.Order`, `null or string`.
    func wording(_ index: Int) -> String {
        let type = types[index]
        switch type.kind {
        case .union:
            let names = type.children.prefix(12).map { types[$0].name }
            return "one of " + names.joined(separator: ", ") + (type.children.count > 12 ? ", …" : "")
        case .record, .enumeration, .fixed: return "\(type.kind.keyword) \(type.name)"
        default: return type.kind.keyword
        }
    }

    /// The branch of a union that is called `name`: its full name, or its short name if only one has it.
    func branch(_ union: Int, named name: String) -> Int? {
        let children = types[union].children
        if let exact = children.firstIndex(where: { types[$0].name == name }) { return exact }
        let short = children.indices.filter { types[children[$0]].name.hasSuffix(".\(name)") }
        return short.count == 1 ? short[0] : nil
    }

    func nullBranch(_ union: Int) -> Int? {
        types[union].children.firstIndex { types[$0].kind == .null }
    }
}
