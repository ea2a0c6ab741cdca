internal import ProtobufSchema

/// The memory of a decoded message: slots, the input they point into, and the plan that says what they mean.
///
/// `@unchecked Sendable`: written only by `fill`, which its callers use on storage that nobody else holds yet
/// (fresh, or `isKnownUniquelyReferenced`); immutable from then on.
final class MessageStorage: @unchecked Sendable {
    /// `count` slots are initialised. The root message begins at slot 0.
    private(set) var slots: UnsafeMutablePointer<Slot>
    private var capacity: Int
    private(set) var count = 0
    private(set) var bytes: [UInt8] = []
    private(set) var plan: ProtobufDecodingPlan

    init(plan: ProtobufDecodingPlan) {
        self.plan = plan
        capacity = 64
        slots = .allocate(capacity: capacity)
    }

    deinit { slots.deallocate() }

    var program: ProtobufProgram { plan.program }

    /// Decodes the message that fills `bytes` from `offset` on; the slots of an earlier one are forgotten, their memory is kept.
    func fill(from bytes: [UInt8], at offset: Int, with plan: ProtobufDecodingPlan? = nil) throws(ProtobufCodecError) {
        if let plan, plan !== self.plan { self.plan = plan }
        self.bytes = bytes
        count = 0
        let current = self.plan
        let result: Result<Void, ProtobufCodecError> = bytes.withUnsafeBytes { run($0, offset, current) }
        do throws(ProtobufCodecError) {
            try result.get()
            if !current.allowsMissingRequired { try checkRequired() }
        } catch {
            var error = error
            error.type = current.messageName
            throw error
        }
    }

    private func run(
        _ input: UnsafeRawBufferPointer, _ offset: Int, _ plan: ProtobufDecodingPlan
    ) -> Result<Void, ProtobufCodecError> {
        guard offset >= 0, offset <= input.count else {
            return .failure(
                ProtobufCodecError(
                    .malformed, expected: "a message from byte \(offset)", found: "\(input.count) bytes", at: input.count))
        }
        guard input.count - offset <= plan.limits.maxBytes, input.count <= Int(UInt32.max) else {
            return .failure(
                ProtobufCodecError(
                    .limit, expected: "at most \(plan.limits.maxBytes) bytes", found: "\(input.count - offset)", at: offset))
        }
        let program = plan.program
        var run = WireRun(
            input: input, slots: slots, capacity: capacity, program: program, limits: plan.limits)
        // The run may move the slots to larger memory; they are this object's again whatever happens.
        defer {
            slots = run.slots
            capacity = run.capacity
            count = run.slotCount
        }
        do throws(ProtobufCodecError) {
            let root = try run.allocate(program.messages[plan.message.index].slotCount)
            _ = try run.message(plan.message.index, root, from: offset, to: input.count, group: 0)
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    /// The content of a string or bytes slot.
    @inline(__always)
    func withContent<R>(of slot: Slot, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        // In bounds: the decoder checked the range before it wrote the slot.
        let range = Int(slot.word)..<Int(slot.word) &+ Int(slot.count)
        return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    func content(_ slot: Slot) -> [UInt8] { withContent(of: slot) { [UInt8]($0) } }

    /// Fields that do not check their UTF-8 may hold any bytes; what is none is repaired here.
    func string(_ slot: Slot) -> String { withContent(of: slot) { String(decoding: $0, as: UTF8.self) } }
}
