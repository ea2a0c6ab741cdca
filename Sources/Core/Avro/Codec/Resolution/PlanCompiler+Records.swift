extension PlanCompiler {
    /// The body that reads the writer's record as the reader's; each pair once.
    mutating func record(
        _ source: Source, _ writer: AvroSchema.TypeID, _ reader: AvroSchema.TypeID, _ from: AvroRecord, _ to: AvroRecord
    ) -> Int? {
        let pair = Pair(source: source, writer: writer.index, reader: reader.index)
        if let known = bodies[pair] { return known }
        if failed.contains(pair), attempts > 0 || !errors.isEmpty {
            // Told before, or nobody will hear it.
            if attempts > 0 { report(.typeMismatch, wants: "\(to.name)", has: "\(from.name)") }
            return nil
        }
        guard namesMatch(from.name, to.name, to.aliases) else { return nil }
        let index = newBody(source, writer, slots: to.fields.count)
        bodies[pair] = index
        bodyOrder.append(pair)
        guard let lines = fields(source, from, reader, to) else {
            failed.insert(pair)
            return nil
        }
        drafts[index] = lines
        return index
    }

    private mutating func fields(
        _ source: Source, _ from: AvroRecord, _ reader: AvroSchema.TypeID, _ to: AvroRecord
    ) -> [Line]? {
        guard let takers = source == .reader ? to.fields.indices.map({ [$0] }) : matches(from, to) else { return nil }
        var result: [Line] = []
        var sound = true
        for (field, wanted) in zip(from.fields, takers) {
            let label = AvroPath.Step.field(field.name)
            guard let last = wanted.last else {
                for op in skips(source, field.type) ?? [] { append(skip: op, label, to: &result) }
                continue
            }
            // All but the last taker look ahead, the last one consumes.
            for taker in wanted.dropLast() {
                let target = to.fields[taker]
                guard let body = body(source, field.type, target.type, at: .field(target.name)) else { sound = false; continue }
                result.append(Line(op: PlanOp(.lookahead, slot: taker, arg: body), label: label))
            }
            let target = to.fields[last]
            let ops = within(.field(target.name)) { $0.lines(source, field.type, target.type, slot: last) }
            guard let ops else { sound = false; continue }
            result += ops.map { Line(op: $0, label: .field(target.name)) }
        }
        let given = Set(takers.joined())
        for index in to.fields.indices where !given.contains(index) {
            guard let op = defaultOp(reader, to, index) else { sound = false; continue }
            result.append(Line(op: op, label: .field(to.fields[index].name)))
        }
        return sound ? result : nil
    }

    /// For each of the writer's fields the reader's fields that take it, by name or else by alias.
    private mutating func matches(_ from: AvroRecord, _ to: AvroRecord) -> [[Int]]? {
        let places = Dictionary(from.fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        var takers = Array(repeating: [Int](), count: from.fields.count)
        var sound = true
        for (index, field) in to.fields.enumerated() {
            let found = Set(([field.name] + field.aliases).compactMap { places[$0] })
            if found.count > 1 {
                let names = found.sorted().map { from.fields[$0].name }.joined(separator: ", ")
                report(
                    .ambiguousField, wants: "one field for \(field.name) and its aliases", has: "fields \(names)",
                    at: .field(field.name))
                sound = false
            } else if let place = found.first {
                takers[place].append(index)
            }
        }
        return sound ? takers : nil
    }

    private mutating func defaultOp(_ record: AvroSchema.TypeID, _ to: AvroRecord, _ index: Int) -> PlanOp? {
        let field = to.fields[index]
        guard let value = field.defaultValue else {
            report(
                .missingDefault, wants: "field \(field.name), which has no default", has: "no such field", at: .field(field.name))
            return nil
        }
        let key = DefaultKey(record: record.index, field: index)
        if let known = defaultBytes[key] { return PlanOp(.constant, slot: index, arg: known) }
        let offset = pool.count
        do throws(AvroEncodingError) {
            pool += try DefaultEncoding.bytes(of: value, as: field.type.index, in: reader, shape: readerShape)
        } catch {
            report(.badDefault, wants: error.expected, has: "default \(error.found)", at: .field(field.name))
            return nil
        }
        // The default is read later with the reader's schema as its writer's.
        guard let body = within(.field(field.name), { $0.body(.reader, field.type, field.type) }) else { return nil }
        defaults.append(PlanProgram.DefaultPlan(offset: offset, body: body, constant: nil))
        // A body that a failed attempt takes back must not be found again.
        if attempts == 0 { defaultBytes[key] = defaults.count - 1 }
        return PlanOp(.constant, slot: index, arg: defaults.count - 1)
    }

    /// Runs of fixed size are stepped over together with what stands before them, unless that may itself be jumped over.
    func append(skip op: PlanOp, _ label: AvroPath.Step, to lines: inout [Line]) {
        let limit = UInt32(1 << 30)
        let mayBeJumped = lines.count > 1 && lines[lines.count - 2].op.code == .skipOptional
        if op.code == .skipBytes, op.arg <= limit, !mayBeJumped, let last = lines.last?.op, last.arg <= limit,
            [.skipBytes, .skipVarint, .skipLengthPrefixed].contains(last.code)
        {
            lines[lines.count - 1].op.arg += op.arg
        } else {
            lines.append(Line(op: op, label: label))
        }
    }
}
