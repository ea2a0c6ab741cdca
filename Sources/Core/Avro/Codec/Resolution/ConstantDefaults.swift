import Bytes

/// Scalar defaults are read once, when the plan is made: a record then pays a copy of 16 bytes for each.
enum ConstantDefaults {
    static func evaluated(in plan: DecodingPlan) -> PlanProgram {
        var program = plan.program
        for index in program.defaults.indices {
            program.defaults[index].constant = constant(program.defaults[index], in: plan)
        }
        return program
    }

    private static func constant(_ source: PlanProgram.DefaultPlan, in plan: DecodingPlan) -> Slot? {
        let storage = DatumStorage(plan: plan)
        var slot: Slot?
        do throws(AvroDecodingError) {
            try storage.fill(from: plan.program.pool, at: source.offset, with: plan, body: source.body, origin: Slot.Tag.pool)
            slot = storage.slots[0]
        } catch {
            // Too deep or too long for the plan's limits: reading it fails for each record, with its place.
            return nil
        }
        guard let slot, slot.tag.kind.rawValue < Slot.Kind.record.rawValue else { return nil }
        return slot
    }
}
