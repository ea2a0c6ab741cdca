import Bytes

/// The memory of a decoded datum: slots, the input they point into, and the plan that says what they mean.
///
/// `@unchecked Sendable`: written only by `fill`, which its callers use on storage that nobody else holds yet
/// (fresh, or `isKnownUniquelyReferenced`); immutable from then on.
final class DatumStorage: @unchecked Sendable {
    // By the contract above nobody reads while `fill` writes: dynamic exclusivity checks would find nothing.
    /// `count` slots are initialised. The root is slot 0.
    @exclusivity(unchecked) private(set) var slots: UnsafeMutablePointer<Slot>
    @exclusivity(unchecked) private var capacity: Int
    @exclusivity(unchecked) private(set) var count = 0
    @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
    /// Where the datum begins and ends in `bytes`.
    @exclusivity(unchecked) private(set) var start = 0
    @exclusivity(unchecked) private(set) var end = 0
    @exclusivity(unchecked) private(set) var plan: DecodingPlan

    init(plan: DecodingPlan, capacity: Int = 32) {
        self.plan = plan
        self.capacity = capacity
        slots = .allocate(capacity: capacity)
    }

    deinit { slots.deallocate() }

    /// Decodes the datum that begins at `offset`; the slots of an earlier one are forgotten, their memory is kept.
    func fill(
        from bytes: [UInt8], at offset: Int, with plan: DecodingPlan, body: Int? = nil, origin: UInt32 = 0
    ) throws(AvroDecodingError) {
        if plan !== self.plan { self.plan = plan }
        self.bytes = bytes
        start = offset
        count = 0
        let failure = bytes.withUnsafeBytes { run($0, offset, plan, body, origin) }
        guard var failure else { return }
        failure.path.root = plan.shape.rootShortName
        failure.schema = plan.shape.rootName
        throw failure
    }

    private func run(
        _ input: UnsafeRawBufferPointer, _ offset: Int, _ plan: DecodingPlan, _ body: Int?, _ origin: UInt32
    ) -> AvroDecodingError? {
        guard offset >= 0, offset <= input.count else {
            return .malformed("a datum at byte \(offset)", found: "\(input.count) bytes", at: input.count)
        }
        guard input.count - offset <= plan.limits.maxBytes, input.count <= Int(UInt32.max) else {
            return .limit("at most \(plan.limits.maxBytes) bytes", found: "\(input.count - offset)", at: offset)
        }
        var reader = ByteReader(input)
        reader.position = offset
        var run = PlanRun(
            decoder: BinaryDecoder(reader, limits: plan.limits), slots: slots, capacity: capacity, ops: plan.memory.ops,
            bodies: plan.memory.bodies, tables: plan.memory.tables, plan: plan, origin: origin)
        // The run may move the slots to larger memory; they are this object's again whatever happens.
        defer {
            slots = run.slots
            capacity = run.capacity
            count = run.slotCount
            end = run.decoder.position
        }
        do throws(AvroDecodingError) {
            let root = try run.allocate(1)
            try run.run(body ?? plan.program.root, root)
            return nil
        } catch {
            return error
        }
    }

    /// The content of a bytes, string or fixed slot.
    @inline(__always)
    func withContent<R>(of slot: Slot, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        // In bounds: the decoder checked the range before it wrote the slot.
        let range = Int(slot.word)..<Int(slot.word) &+ Int(slot.count)
        if slot.tag.isPooled {
            return plan.program.pool.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
        }
        return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    func string(_ slot: Slot) -> String { withContent(of: slot) { String(decoding: $0, as: UTF8.self) } }

    func content(_ slot: Slot) -> [UInt8] { withContent(of: slot) { [UInt8]($0) } }
}
