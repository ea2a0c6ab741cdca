extension PlanCompiler {
    /// The ops that step over one value of the writer's type.
    mutating func skips(_ source: Source, _ id: AvroSchema.TypeID) -> [PlanOp]? {
        guard enter() else { return nil }
        defer { depth -= 1 }
        switch type(source, id).kind {
        case .null: return []
        case .boolean: return [PlanOp(.skipBytes, arg: 1)]
        case .int, .long, .enumeration: return [PlanOp(.skipVarint)]
        case .float: return [PlanOp(.skipBytes, arg: 4)]
        case .double: return [PlanOp(.skipBytes, arg: 8)]
        case .bytes, .string: return [PlanOp(.skipLengthPrefixed)]
        case .fixed(let fixed): return fixed.size == 0 ? [] : [PlanOp(.skipBytes, arg: fixed.size)]
        case .array(let items): return skipBody(source, items).map { [PlanOp(.skipArray, arg: $0)] }
        case .map(let values): return skipBody(source, values).map { [PlanOp(.skipMap, arg: $0)] }
        case .union(let branches):
            if let optional = skipOptional(source, branches) { return optional }
            var entries: [UInt32] = []
            for branch in branches {
                guard let body = skipBody(source, branch) else { return nil }
                entries.append(UInt32(body))
            }
            return [PlanOp(.skipUnion, arg: newTable(entries))]
        case .record(let record):
            guard let body = skipRecord(source, id, record) else { return nil }
            // Few ops are quicker run in their place than called. A record that is still being compiled contains itself.
            if !openSkips.contains(body), drafts[body].count <= 8 { return drafts[body].map(\.op) }
            return [PlanOp(.skipRecord, arg: body)]
        }
    }

    /// `["null", T]` and `[T, "null"]` where T takes one op: null jumps over it.
    private mutating func skipOptional(_ source: Source, _ branches: [AvroSchema.TypeID]) -> [PlanOp]? {
        guard branches.count == 2 else { return nil }
        let null = branches.firstIndex { if case .null = type(source, $0).kind { true } else { false } }
        guard let null, let other = skips(source, branches[1 - null]), other.count == 1 else { return nil }
        return [PlanOp(.skipOptional, arg: null), other[0]]
    }

    private mutating func skipBody(_ source: Source, _ id: AvroSchema.TypeID) -> Int? {
        let index = newBody(source, id, slots: 0)
        guard let ops = skips(source, id) else { return nil }
        drafts[index] = ops.map { Line(op: $0, label: nil) }
        return index
    }

    private mutating func skipRecord(_ source: Source, _ id: AvroSchema.TypeID, _ record: AvroRecord) -> Int? {
        let pair = Pair(source: source, writer: id.index, reader: nil)
        if let known = bodies[pair] { return known }
        let index = newBody(source, id, slots: 0)
        bodies[pair] = index
        bodyOrder.append(pair)
        openSkips.insert(index)
        defer { openSkips.remove(index) }
        var lines: [Line] = []
        for field in record.fields {
            guard let ops = skips(source, field.type) else { return nil }
            for op in ops { append(skip: op, .field(field.name), to: &lines) }
        }
        drafts[index] = lines
        return index
    }
}
