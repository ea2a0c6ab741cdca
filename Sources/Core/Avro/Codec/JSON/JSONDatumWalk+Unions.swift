import Bytes
import JSONText

extension JSONDatumWalk {
    mutating func writeUnion(
        _ value: JSONValue, _ union: Int, _ out: inout BinaryEncoder, _ depth: Int
    ) throws(AvroEncodingError) {
        let (branch, inner) = switch form {
        case .specification: try specifiedBranch(value, union)
        case .people: try peoplesBranch(value, union)
        case .defaultValue: try defaultBranch(value, union)
        }
        out.writeIndex(branch)
        try write(inner, shape.types[union].children[branch], &out, depth: depth)
    }

    private func specifiedBranch(_ value: JSONValue, _ union: Int) throws(AvroEncodingError) -> (Int, JSONValue) {
        if case .null = value, let null = shape.nullBranch(union) { return (null, value) }
        if let tagged = tagged(value, union) { return tagged }
        throw AvroEncodingError(expected: "\(shape.wording(union)), as {\"branch\": value} or null", found: value.wording)
    }

    /// The specification means the first branch; as Java does, any branch the value fits is taken.
    private func defaultBranch(_ value: JSONValue, _ union: Int) throws(AvroEncodingError) -> (Int, JSONValue) {
        let children = shape.types[union].children
        guard let branch = children.indices.first(where: { fits(value, children[$0]) }) else { throw mismatch(value, union) }
        return (branch, value)
    }

    /// `{"long": 1}`: the branch and the value under its name.
    private func tagged(_ value: JSONValue, _ union: Int) -> (Int, JSONValue)? {
        guard case .object(let object) = value, object.members.count == 1, let member = object.members.first,
            let branch = shape.branch(union, named: member.key)
        else { return nil }
        return (branch, member.value)
    }

    /// An untagged value goes to the one branch its surface fits; a tag decides where several do. Nothing is tried out, so
    /// the cost stays that of one walk.
    private func peoplesBranch(_ value: JSONValue, _ union: Int) throws(AvroEncodingError) -> (Int, JSONValue) {
        let children = shape.types[union].children
        if let tagged = tagged(value, union) { return tagged }
        let fitting = children.indices.filter { fits(value, children[$0]) }
        if fitting.count == 1 { return (fitting[0], value) }
        let alike = children.indices.filter { shape.types[children[$0]].surface == JSONSurface(value) }
        if fitting.count > 1 {
            let fittingAlike = fitting.filter(alike.contains)
            if fittingAlike.count == 1 { return (fittingAlike[0], value) }
            if case .number = value { return ((fittingAlike.first ?? fitting[0]), value) }
        } else {
            // The one branch of its looks says best what is wrong with it.
            if alike.count == 1 { return (alike[0], value) }
            throw mismatch(value, union)
        }
        let names = fitting.map { shape.types[children[$0]].name }
        throw AvroEncodingError(
            expected: "to know its branch, as \(names.joined(separator: ", ")) all fit: write {\"\(names[0])\": …}",
            found: value.wording)
    }

    /// Whether the value can be of the type as far as its surface tells.
    private func fits(_ value: JSONValue, _ index: Int) -> Bool {
        let type = shape.types[index]
        if form == .people, let logical = type.logicalType { return LogicalText.accepts(value, logical, type.kind) }
        switch (type.kind, value) {
        case (.null, .null), (.boolean, .bool), (.array, .array), (.map, .object): return true
        case (.string, .string), (.bytes, .string): return true
        case (.int, .number(let number)): return number.int64.flatMap(Int32.init(exactly:)) != nil
        case (.long, .number(let number)): return number.int64 != nil
        case (.float, _): return float(value) != nil
        case (.double, _): return double(value) != nil
        case (.fixed, .string(let text)): return form == .people || text.unicodeScalars.count == type.size
        case (.enumeration, .string(let symbol)): return type.names.contains(symbol)
        case (.record, .object(let object)): return fits(object, index)
        default: return false
        }
    }

    /// Every member is a field, and every field is given or may be left out.
    private func fits(_ object: JSONObject, _ index: Int) -> Bool {
        guard case .record(let record) = schema.types[index].kind else { return false }
        var given = 0
        for field in record.fields {
            if object[field.name] != nil { given += 1; continue }
            let type = field.type.index
            let mayBeNull = form == .people && shape.types[type].kind == .union && shape.nullBranch(type) != nil
            if field.defaultValue == nil && !mayBeNull { return false }
        }
        return given == object.members.count
    }
}
