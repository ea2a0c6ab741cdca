import Bytes
import JSONText

extension JSONDatumWalk {
    mutating func writeUnion(
        _ value: JSONValue, _ union: Int, _ out: inout BinaryEncoder, _ depth: Int
    ) throws(AvroEncodingError) {
        let children = shape.types[union].children
        switch form {
        case .specification:
            if case .null = value, let null = shape.nullBranch(union) { return out.writeIndex(null) }
            guard let (branch, inner) = tagged(value, union) else {
                throw AvroEncodingError(
                    expected: "\(shape.wording(union)), as null or {\"branch\": value}", found: value.wording)
            }
            out.writeIndex(branch)
            try write(inner, children[branch], &out, depth: depth)
        case .people:
            let (branch, inner) = try peoplesBranch(value, union)
            out.writeIndex(branch)
            try write(inner, children[branch], &out, depth: depth)
        case .defaultValue:
            // The specification means the first branch; as Java does, any branch the value fits is taken.
            guard let branch = children.indices.first(where: { fits(value, children[$0]) }) else { throw mismatch(value, union) }
            out.writeIndex(branch)
            try write(value, children[branch], &out, depth: depth)
        }
    }

    /// `{"long": 1}`: the branch and the value under its name.
    func tagged(_ value: JSONValue, _ union: Int) -> (branch: Int, value: JSONValue)? {
        guard case .object(let object) = value, object.members.count == 1, let member = object.members.first,
            let branch = shape.branch(union, named: member.key)
        else { return nil }
        return (branch, member.value)
    }

    /// An untagged value goes to the one branch its surface fits; a tag decides where several fit. Nothing is tried out,
    /// so the cost stays that of one walk.
    private func peoplesBranch(_ value: JSONValue, _ union: Int) throws(AvroEncodingError) -> (Int, JSONValue) {
        let children = shape.types[union].children
        let fitting = children.indices.filter { fits(value, children[$0]) }
        if let tagged = tagged(value, union), shape.types[union].needsTags(in: shape) || fitting.isEmpty { return tagged }
        if fitting.count == 1 { return (fitting[0], value) }
        if fitting.isEmpty { throw mismatch(value, union) }
        if case .number = value { return (fitting[0], value) }
        if let tagged = tagged(value, union) { return tagged }
        let names = fitting.map { shape.types[children[$0]].name }
        throw AvroEncodingError(
            expected: "to know its branch, as \(names.joined(separator: ", ")) all fit: write {\"\(names[0])\": …}",
            found: value.wording)
    }

    /// Whether the value can be of the type as far as its surface tells.
    func fits(_ value: JSONValue, _ index: Int) -> Bool {
        let type = shape.types[index]
        switch (type.kind, value) {
        case (.null, .null), (.boolean, .bool), (.array, .array), (.map, .object), (.string, .string), (.bytes, .string): return true
        case (.int, .number(let number)): return number.int64.flatMap(Int32.init(exactly:)) != nil
        case (.long, .number(let number)): return number.int64 != nil
        case (.int, .string), (.long, .string): return form == .people && type.logicalType?.isText == true
        case (.float, _): return float(value) != nil
        case (.double, _): return double(value) != nil
        case (.fixed, .string(let text)):
            return form == .people ? true : text.unicodeScalars.count == type.size
        case (.enumeration, .string(let symbol)): return type.names.contains(symbol)
        case (.record, .object(let object)):
            guard case .record(let record) = schema.types[index].kind else { return false }
            let given = record.fields.count { object[$0.name] != nil }
            return given == object.members.count
                && record.fields.allSatisfy { field in
                    object[field.name] != nil || field.defaultValue != nil || isNullable(field.type.index)
                }
        default: return false
        }
    }

    private func isNullable(_ index: Int) -> Bool {
        form == .people && shape.types[index].kind == .union && shape.nullBranch(index) != nil
    }
}

extension TypeShape {
    /// What kind of JSON a value of the type is written as in the people's form.
    private enum Surface { case null, bool, number, string, array, object }

    private var surface: Surface {
        if logicalType?.isText == true { return .string }
        return switch kind {
        case .null, .union: .null
        case .boolean: .bool
        case .int, .long, .float, .double: .number
        case .bytes, .string, .fixed, .enumeration: .string
        case .array: .array
        case .map, .record: .object
        }
    }

    /// Whether two branches of this union look the same in JSON, so that values need the name of their branch.
    func needsTags(in shape: SchemaShape) -> Bool {
        var seen: Set<Surface> = []
        return children.contains { !seen.insert(shape.types[$0].surface).inserted }
    }

    /// Whether a text in this union could be a string rather than the name of a number such as NaN.
    func hasText(in shape: SchemaShape) -> Bool { children.contains { shape.types[$0].surface == .string } }
}
