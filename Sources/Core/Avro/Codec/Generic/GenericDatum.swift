/// A decoded datum of any schema: flat slots over the input it came from. Strings and bytes are made only when asked for.
///
///     let plan = try SchemaResolution.plan(writer: written, reader: mine)
///     let datum = try GenericDatum(bytes, plan: plan)
///     let name = datum.record?["name"]?.string
public struct GenericDatum: Sendable {
    var storage: DatumStorage

    /// Decodes the datum that fills `bytes` from `offset` to the end.
    /// - Throws: also if bytes are left over.
    public init(_ bytes: [UInt8], from offset: Int = 0, plan: DecodingPlan) throws(AvroDecodingError) {
        storage = DatumStorage(plan: plan)
        try storage.fill(from: bytes, at: offset, with: plan)
        try checkEnd()
    }

    /// Decodes the datum that begins at `offset`; `endOffset` says where it ended.
    public init(prefixOf bytes: [UInt8], from offset: Int = 0, plan: DecodingPlan) throws(AvroDecodingError) {
        storage = DatumStorage(plan: plan)
        try storage.fill(from: bytes, at: offset, with: plan)
    }

    /// Decodes another datum in the memory of this one, if nobody holds a value of it; the way to read many.
    /// After an error the datum must be decoded again before it is read.
    public mutating func decode(_ bytes: [UInt8], from offset: Int = 0, plan: DecodingPlan) throws(AvroDecodingError) {
        if !isKnownUniquelyReferenced(&storage) { storage = DatumStorage(plan: plan) }
        do throws(AvroDecodingError) {
            try storage.fill(from: bytes, at: offset, with: plan)
            try checkEnd()
        } catch {
            // What is half read must not be looked at.
            storage = .empty
            throw error
        }
    }

    private func checkEnd() throws(AvroDecodingError) {
        guard storage.end == storage.bytes.count else {
            throw AvroDecodingError(
                code: .malformed, path: AvroPath(root: storage.plan.shape.rootShortName), schema: storage.plan.shape.rootName,
                expected: "the end of the datum", found: "\(storage.bytes.count - storage.end) more bytes", position: storage.end)
        }
    }

    /// The reader's schema.
    public var schema: AvroSchema { storage.plan.reader }

    public var endOffset: Int { storage.end }

    public var root: GenericValue { GenericValue(storage: storage, slot: 0, declared: storage.plan.shape.root) }

    /// The root, if it is a record.
    public var record: GenericRecord? { root.record }
}

extension DatumStorage {
    /// A null that stands for nothing: what a datum holds after a failed `decode`.
    static let empty: DatumStorage = {
        let schema = AvroSchema(types: [AvroType(kind: .null)], root: AvroSchema.TypeID(0))
        let program = PlanProgram(
            ops: [PlanOp(.null)], labels: [nil, nil], bodies: [PlanBody(start: 0, end: 1, slotCount: 1, minBytes: 0)],
            tables: [0], pool: [], defaults: [], failures: [], root: 0)
        let storage = DatumStorage(
            plan: DecodingPlan(writer: schema, reader: schema, limits: .standard, program: program))
        do throws(AvroDecodingError) { try storage.fill(from: [], at: 0, with: storage.plan) } catch {
            preconditionFailure("null is read from nothing")
        }
        return storage
    }()
}
