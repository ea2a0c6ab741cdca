extension PlanCompiler {
    /// The ops that read one value of the writer's type into `slot` as the reader's type; nil if that cannot be done,
    /// in which case an error has been reported.
    mutating func lines(
        _ source: Source, _ writer: AvroSchema.TypeID, _ reader: AvroSchema.TypeID, slot: Int, branch: Int? = nil
    ) -> [PlanOp]? {
        guard enter() else { return nil }
        defer { depth -= 1 }
        let writerType = type(source, writer)
        let readerType = self.reader[reader]
        if case .union(let branches) = writerType.kind {
            return writerUnion(source, branches, reader, slot: slot)
        }
        if case .union = readerType.kind { return readerUnion(source, writer, reader, slot: slot) }
        return same(source, writer, reader, writerType, readerType, slot: slot, branch: branch)
    }

    mutating func enter() -> Bool {
        depth += 1
        work += 1
        if depth > Self.maxDepth || work > Self.maxWork {
            if !errors.contains(where: { $0.code == .tooComplex }) {
                errors.append(
                    ResolutionError(
                        code: .tooComplex, path: path, expected: "schemas of bounded size and nesting",
                        found: "more than \(Self.maxDepth) levels or \(Self.maxWork) steps"))
            }
            depth -= 1
            return false
        }
        return true
    }

    private mutating func same(
        _ source: Source, _ writer: AvroSchema.TypeID, _ reader: AvroSchema.TypeID, _ writerType: AvroType,
        _ readerType: AvroType, slot: Int, branch: Int?
    ) -> [PlanOp]? {
        let tag = Slot.Tag(Slot.Kind(readerType.kind), branch: branch)
        func op(_ code: PlanOp.Code, _ arg: Int = 0) -> [PlanOp] { [PlanOp(code, slot: slot, tag: tag, arg: arg)] }
        switch (writerType.kind, readerType.kind) {
        case (.null, .null): return op(.null)
        case (.boolean, .boolean): return op(.boolean)
        case (.int, .int), (.int, .long): return op(.int)
        case (.int, .float): return op(.intToFloat)
        case (.int, .double): return op(.intToDouble)
        case (.long, .long): return op(.long)
        case (.long, .float): return op(.longToFloat)
        case (.long, .double): return op(.longToDouble)
        case (.float, .float): return op(.float)
        case (.float, .double): return op(.floatToDouble)
        case (.double, .double): return op(.double)
        case (.bytes, .bytes), (.string, .bytes): return op(.bytes)
        case (.string, .string), (.bytes, .string): return op(.string)
        case (.fixed(let from), .fixed(let to)):
            guard namesMatch(from.name, to.name, to.aliases) else { return nil }
            guard from.size == to.size else {
                report(.fixedSizeMismatch, wants: "\(to.size) bytes of fixed \(to.name)", has: "\(from.size)")
                return nil
            }
            return op(.fixed, to.size)
        case (.enumeration(let from), .enumeration(let to)):
            guard namesMatch(from.name, to.name, to.aliases) else { return nil }
            return symbols(from, to).map { op($0.code, $0.arg) }
        case (.array(let from), .array(let to)):
            return body(source, from, to, at: .anyItem).map { op(.array, $0) }
        case (.map(let from), .map(let to)):
            return body(source, from, to, at: .anyEntry).map { op(.map, $0) }
        case (.record(let from), .record(let to)):
            return record(source, writer, reader, from, to).map { op(.record, $0) }
        default:
            report(.typeMismatch, wants: readerType.wording, has: writerType.wording)
            return nil
        }
    }

    /// A body that reads one item, value or branch into the slot it is called with.
    mutating func body(
        _ source: Source, _ writer: AvroSchema.TypeID, _ reader: AvroSchema.TypeID, at step: AvroPath.Step? = nil
    ) -> Int? {
        let index = newBody(source, writer)
        let read = { (self: inout PlanCompiler) in self.lines(source, writer, reader, slot: 0) }
        guard let lines = step.map({ within($0, read) }) ?? read(&self) else { return nil }
        drafts[index] = lines.map { Line(op: $0, label: nil) }
        return index
    }

    /// Named types match by unqualified name or by an alias of the reader's.
    mutating func namesMatch(_ writer: AvroName, _ reader: AvroName, _ aliases: [AvroName]) -> Bool {
        if writer.name == reader.name || aliases.contains(writer) { return true }
        report(.nameMismatch, wants: "\(reader)", has: "\(writer)")
        return false
    }

    private mutating func symbols(_ writer: AvroEnum, _ reader: AvroEnum) -> (code: PlanOp.Code, arg: Int)? {
        if reader.symbols.starts(with: writer.symbols) { return (.enumeration, writer.symbols.count) }
        let places = Dictionary(reader.symbols.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let fallback = reader.defaultSymbol.flatMap { places[$0] }
        let entries = writer.symbols.map { symbol in
            if let place = places[symbol] ?? fallback { return UInt32(place) }
            let failure = newFailure(
                expected: "a symbol of \(reader.name)",
                found: "symbol \(symbol), which the reader's enum lacks, as well as a default")
            return PlanOp.none - UInt32(failure)
        }
        return (.mappedEnumeration, newTable(entries))
    }

    /// The fewest bytes a value takes. Types that contain themselves count as nothing inside themselves: a lower bound.
    mutating func minBytes(_ source: Source, _ id: AvroSchema.TypeID) -> Int {
        minBytes(source, id, depth: 0)
    }

    private mutating func minBytes(_ source: Source, _ id: AvroSchema.TypeID, depth: Int) -> Int {
        let place = source == .writer ? id.index : schemas[0].types.count + id.index
        if let known = minBytesOfType[place] { return known }
        if depth > Self.maxDepth { return 0 }
        minBytesOfType[place] = 0
        let bytes: Int
        switch type(source, id).kind {
        case .null: bytes = 0
        case .boolean, .int, .long, .bytes, .string, .array, .map, .enumeration: bytes = 1
        case .float: bytes = 4
        case .double: bytes = 8
        case .fixed(let fixed): bytes = max(fixed.size, 0)
        case .union(let branches):
            bytes = 1 + (branches.map { minBytes(source, $0, depth: depth + 1) }.min() ?? 0)
        case .record(let record):
            bytes = record.fields.reduce(0) { min($0 + minBytes(source, $1.type, depth: depth + 1), 1 << 30) }
        }
        minBytesOfType[place] = min(bytes, 1 << 30)
        return min(bytes, 1 << 30)
    }
}

extension AvroType {
    /// `record com.acme.Order`, `long`.
    var wording: String { name.map { "\(kind.keyword) \($0)" } ?? kind.keyword }
}
