/// How bytes of one writer's schema become values of one reader's schema: everything that can be decided without a
/// datum, decided once. Immutable; made by `SchemaResolution`, kept by the caller for as long as the pair is in use.
public final class DecodingPlan: Sendable {
    public let writer: AvroSchema
    public let reader: AvroSchema
    public let limits: DecodingLimits

    let program: PlanProgram
    let shape: SchemaShape
    /// For JSON texts of what was read.
    let pieces: JSONPieces

    init(writer: AvroSchema, reader: AvroSchema, limits: DecodingLimits, program: PlanProgram) {
        self.writer = writer
        self.reader = reader
        self.limits = limits
        self.program = program
        shape = SchemaShape(reader)
        pieces = JSONPieces(shape)
    }
}

/// The parts of a plan in flat arrays.
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
    struct DefaultPlan {
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
