/// How bytes of one writer's schema become values of one reader's schema: everything that can be decided without a
/// datum, decided once. Immutable; made by `SchemaResolution`, kept by the caller for as long as the pair is in use.
public final class DecodingPlan: Sendable {
    public let writer: AvroSchema
    public let reader: AvroSchema
    public let limits: DecodingLimits

    let program: PlanProgram
    @usableFromInline let memory: PlanMemory
    let shape: SchemaShape
    /// For JSON texts of what was read.
    let pieces: JSONPieces

    init(writer: AvroSchema, reader: AvroSchema, limits: DecodingLimits, program: PlanProgram) {
        self.writer = writer
        self.reader = reader
        self.limits = limits
        self.program = program
        memory = PlanMemory(program)
        shape = SchemaShape(reader)
        pieces = JSONPieces(shape)
    }
}

/// What a run of a plan looks at for every value, at fixed addresses for as long as the plan lives: a run then needs no closures
/// to borrow arrays, and no reference counts.
///
/// `@unchecked Sendable`: written by `init` alone.
@usableFromInline
final class PlanMemory: @unchecked Sendable {
    @usableFromInline let ops: UnsafePointer<PlanOp>
    @usableFromInline let bodies: UnsafePointer<PlanBody>
    @usableFromInline let tables: UnsafePointer<UInt32>
    @usableFromInline let unchanged: UnsafePointer<Bool>
    @usableFromInline let defaults: UnsafePointer<PlanProgram.DefaultPlan>
    /// The bytes of defaults.
    @usableFromInline let pool: UnsafeRawBufferPointer
    /// The first op of a datum.
    @usableFromInline let start: Int

    init(_ program: PlanProgram) {
        ops = Self.copy(program.ops)
        bodies = Self.copy(program.bodies)
        tables = Self.copy(program.tables)
        unchanged = Self.copy(program.unchanged)
        defaults = Self.copy(program.defaults)
        pool = UnsafeRawBufferPointer(UnsafeBufferPointer(start: Self.copy(program.pool), count: program.pool.count))
        start = Int(program.bodies[program.root].start)
    }

    deinit {
        ops.deallocate()
        bodies.deallocate()
        tables.deallocate()
        unchanged.deallocate()
        defaults.deallocate()
        pool.deallocate()
    }

    /// Elements are trivial, so nothing has to be deinitialized.
    private static func copy<Element: BitwiseCopyable>(_ array: [Element]) -> UnsafePointer<Element> {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(array.count, 1))
        array.withUnsafeBufferPointer { source in
            // In bounds: the memory has room for every element.
            if let start = source.baseAddress { memory.initialize(from: start, count: source.count) }
        }
        return UnsafePointer(memory)
    }
}

/// The parts of a plan in flat arrays.
@usableFromInline
struct PlanProgram: Sendable {
    var ops: [PlanOp]
    /// Beside `ops`: the field an op fills, for errors.
    var labels: [AvroPath.Step?]
    var bodies: [PlanBody]
    var tables: [UInt32]
    /// Binary default values in the reader's schema, one after the other.
    var pool: [UInt8]
    var defaults: [DefaultPlan]
    var failures: [PlanFailure]
    /// By body: it reads a record whose data looks the same in both schemas.
    var unchanged: [Bool] = [false]
    /// Every datum of the writer's schema is the same datum in the reader's.
    var isUnchanged = false
    var root: Int

    /// Where a default's bytes begin in `pool`, and the body that reads them.
    @usableFromInline
    struct DefaultPlan: BitwiseCopyable, Sendable {
        var offset: Int
        var body: Int
        /// The slot itself if the default is a scalar, so that a record pays one copy for it.
        var constant: Slot?
    }
}

/// A writer's branch or symbol that the reader's schema does not take.
struct PlanFailure: Sendable {
    var expected: String
    var found: String
}
