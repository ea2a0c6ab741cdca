extension ValueWalk {
    func writeUnion(
        _ value: AvroValue, _ union: Int, _ out: inout BinaryEncoder, _ depth: Int
    ) throws(AvroEncodingError) {
        let children = target.shape.types[union].children
        if case .union(let name, let inner) = value {
            guard let branch = target.shape.branch(union, named: name) else { throw mismatch(value, union) }
            out.writeIndex(branch)
            return try write(inner, children[branch], &out, depth: depth)
        }
        let branch = try inferredBranch(value, union)
        out.writeIndex(branch)
        try write(value, children[branch], &out, depth: depth)
    }

    /// The branch of the value's own kind, else the first that can hold it. Looks at the value's surface alone: what
    /// cannot be told from there has to be said, so that no value is tried out in every branch.
    private func inferredBranch(_ value: AvroValue, _ union: Int) throws(AvroEncodingError) -> Int {
        let children = target.shape.types[union].children
        let types = children.map { target.shape.types[$0] }
        for rank in 0...2 {
            let fitting = types.indices.filter { fit(value, types[$0]) == rank }
            if fitting.count == 1 { return fitting[0] }
            if fitting.count > 1 {
                // Numbers have an order of branches; records and names have to be told apart by the caller.
                switch value {
                case .int, .long, .float, .double: return fitting[0]
                default:
                    let names = fitting.map { types[$0].name }.joined(separator: ", ")
                    throw AvroEncodingError(
                        expected: "to know the branch of its union, as \(names) all fit (use .union(branch:_:))",
                        found: value.wording)
                }
            }
        }
        throw mismatch(value, union)
    }

    /// 0: the same kind, 1: holds it, 2: holds it by another reading, nil: cannot hold it.
    private func fit(_ value: AvroValue, _ type: TypeShape) -> Int? {
        switch (value, type.kind) {
        case (.null, .null), (.boolean, .boolean), (.int, .int), (.long, .long), (.float, .float), (.double, .double): 0
        case (.bytes, .bytes), (.string, .string), (.array, .array), (.map, .map): 0
        case (.fixed(let bytes), .fixed): bytes.count == type.size ? 0 : nil
        case (.enumeration(let symbol), .enumeration): type.names.contains(symbol) ? 0 : nil
        case (.record(let name?, _), .record): name == type.name || type.name.hasSuffix(".\(name)") ? 0 : nil
        case (.record(nil, let fields), .record): fields.allSatisfy { type.names.contains($0.name) } ? 0 : nil
        case (.int, .long): 1
        case (.long(let number), .int): Int32(exactly: number) == nil ? nil : 1
        case (.float, .double), (.fixed, .bytes): 1
        case (.bytes(let bytes), .fixed): bytes.count == type.size ? 1 : nil
        case (.string(let symbol), .enumeration): type.names.contains(symbol) ? 1 : nil
        case (.record(nil, _), .map): 1
        case (.int, .float), (.int, .double), (.long, .float), (.long, .double), (.double, .float): 2
        case (.map(let fields), .record): fields.allSatisfy { type.names.contains($0.name) } ? 2 : nil
        default: nil
        }
    }
}
