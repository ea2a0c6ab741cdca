/// Makes the program of a plan from a pair of schemas: a walk over both at once, each pair of records once.
///
/// Several attempts may fail on the way (branches of unions); `attempt` forgets what a failed one left behind. A pair
/// that is being compiled counts as readable, which is how recursive types end.
struct PlanCompiler {
    let schemas: [AvroSchema]
    let shapes: [SchemaShape]

    var drafts: [[Line]] = []
    var slotCounts: [Int] = []
    var minBytesOfBody: [Int] = []
    /// Never empty, so that a run has an address for them.
    var tables: [UInt32] = [0]
    var pool: [UInt8] = []
    var defaults: [PlanProgram.DefaultPlan] = []
    var failures: [PlanFailure] = []
    var errors: [ResolutionError] = []

    var bodies: [Pair: Int] = [:]
    var bodyOrder: [Pair] = []
    /// Bodies of records to step over whose ops are not known yet.
    var openSkips: Set<Int> = []
    /// Pairs of records known not to resolve.
    var failed: Set<Pair> = []
    var attempts = 0
    var defaultBytes: [DefaultKey: Int] = [:]
    var minBytesOfType: [Int?]
    var branchesByName: [Int: [String: Int]] = [:]

    var path: AvroPath
    var depth = 0
    var work = 0

    /// Bounds on pairs of schemas, against those that were made to be slow.
    static let maxDepth = 400
    static let maxWork = 400_000

    /// An op and the field it fills.
    struct Line {
        var op: PlanOp
        var label: AvroPath.Step?
    }

    /// Which schema the bytes are in: the writer's, or, for defaults, the reader's own.
    enum Source: Int { case writer, reader }

    struct Pair: Hashable {
        var source: Source
        var writer: Int
        /// nil: the writer's value is stepped over.
        var reader: Int?
    }

    struct DefaultKey: Hashable {
        var record: Int
        var field: Int
    }

    init(writer: AvroSchema, reader: AvroSchema) {
        schemas = [writer, reader]
        shapes = [SchemaShape(writer), SchemaShape(reader)]
        minBytesOfType = Array(repeating: nil, count: writer.types.count + reader.types.count)
        path = AvroPath(root: reader.rootType.name?.name ?? reader.rootType.kind.keyword)
    }

    var readerShape: SchemaShape { shapes[Source.reader.rawValue] }

    var reader: AvroSchema { schemas[Source.reader.rawValue] }

    func type(_ source: Source, _ id: AvroSchema.TypeID) -> AvroType { schemas[source.rawValue][id] }

    mutating func compile() throws(SchemaResolutionError) -> PlanProgram {
        let root = newBody(.writer, schemas[0].root)
        guard let lines = lines(.writer, schemas[0].root, reader.root, slot: 0), errors.isEmpty else {
            throw SchemaResolutionError(errors: errors)
        }
        drafts[root] = lines.map { Line(op: $0, label: nil) }
        return flattened(root: root)
    }

    private func flattened(root: Int) -> PlanProgram {
        var program = PlanProgram(
            ops: [], labels: [], bodies: [], tables: tables, pool: pool, defaults: defaults, failures: failures,
            root: root)
        for (index, draft) in drafts.enumerated() {
            let start = program.ops.count
            program.ops += draft.map(\.op)
            program.labels += draft.map(\.label)
            program.bodies.append(
                PlanBody(
                    start: UInt32(start), end: UInt32(program.ops.count), slotCount: UInt32(slotCounts[index]),
                    minBytes: UInt32(minBytesOfBody[index])))
        }
        // Where a run stops, a label is looked up even when the last op was the end.
        program.labels.append(nil)
        return program
    }

    /// What generated types need to know beyond the program: where nothing has to be resolved.
    func findUnchanged(in program: inout PlanProgram) {
        var types = UnchangedTypes(writer: schemas[0], reader: reader)
        program.isUnchanged = types.contains(schemas[0].root.index, reader.root.index)
        var result = Array(repeating: false, count: drafts.count)
        for (pair, body) in bodies {
            guard let to = pair.reader else { continue }
            // Defaults are in the reader's schema, field by field as it has them.
            result[body] = pair.source == .reader || types.contains(pair.writer, to)
        }
        program.unchanged = result
    }

    mutating func newBody(_ source: Source, _ writer: AvroSchema.TypeID, slots: Int = 1) -> Int {
        drafts.append([])
        slotCounts.append(slots)
        minBytesOfBody.append(minBytes(source, writer))
        return drafts.count - 1
    }

    mutating func newTable(_ entries: [UInt32]) -> Int {
        tables.append(UInt32(entries.count))
        tables += entries
        return tables.count - entries.count - 1
    }

    mutating func newFailure(expected: String, found: String) -> Int {
        failures.append(PlanFailure(expected: expected, found: found))
        return failures.count - 1
    }

    mutating func report(_ code: ResolutionError.Code, wants expected: String, has found: String, at step: AvroPath.Step? = nil) {
        var path = path
        if let step { path.steps.append(step) }
        // One union may fail in every branch of every level; a reader of errors needs the first ones.
        if errors.count < 100 {
            errors.append(ResolutionError(code: code, path: path, expected: expected, found: found))
        }
    }

    mutating func within<R>(_ step: AvroPath.Step, _ body: (inout PlanCompiler) -> R) -> R {
        path.steps.append(step)
        defer { path.steps.removeLast() }
        return body(&self)
    }

    /// Tries; if it fails, everything it added is taken back and its errors are forgotten.
    mutating func attempt<R>(_ body: (inout PlanCompiler) -> R?) -> R? {
        let bodyCount = drafts.count
        let pairCount = bodyOrder.count
        let defaultCount = defaults.count
        let errorCount = errors.count
        attempts += 1
        defer { attempts -= 1 }
        if let result = body(&self), errors.count == errorCount { return result }
        // What grew too complex stays an error, whoever asked.
        let fatal = errors[errorCount...].first { $0.code == .tooComplex }
        errors.removeSubrange(errorCount...)
        if let fatal { errors.append(fatal) }
        for pair in bodyOrder[pairCount...] { bodies[pair] = nil }
        bodyOrder.removeSubrange(pairCount...)
        // Defaults name bodies, so they go with them.
        defaults.removeSubrange(defaultCount...)
        drafts.removeSubrange(bodyCount...)
        slotCounts.removeSubrange(bodyCount...)
        minBytesOfBody.removeSubrange(bodyCount...)
        return nil
    }
}
