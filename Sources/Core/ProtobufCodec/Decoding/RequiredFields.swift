internal import ProtobufSchema

extension MessageStorage {
    /// Throws if a required field is missing. Looks only where one can be.
    func checkRequired() throws(ProtobufCodecError) {
        guard program.messages[plan.message.index].mayLackRequired else { return }
        try checkRequired(plan.message.index, 0)
    }

    private func checkRequired(_ index: Int, _ base: Int) throws(ProtobufCodecError) {
        let message = program.messages[index]
        let facts = program.facts[index]
        for place in 0..<message.fieldCount {
            let slot = slots[base + place]
            let field = program.fields[message.firstField + place]
            if slot.state == 0 {
                guard facts.fields[place].field.cardinality == .required else { continue }
                throw ProtobufCodecError(
                    .incomplete, expected: "the required field \(facts.fields[place].field.name)", found: "nothing")
            }
            switch field.op {
            case .message, .group, .messageList, .groupList, .map:
                guard program.messages[Int(field.type)].mayLackRequired else { continue }
                do throws(ProtobufCodecError) {
                    try checkRequired(field, slot)
                } catch {
                    var error = error
                    error.prepend(.field(facts.fields[place].field.name))
                    throw error
                }
            default: break
            }
        }
    }

    private func checkRequired(_ field: FieldPlan, _ slot: Slot) throws(ProtobufCodecError) {
        let first = Int(slot.word)
        switch field.op {
        case .message, .group: try checkRequired(Int(field.type), first)
        default:
            for element in 0..<Int(slot.count) {
                let base = field.op == .map ? first + element * Slot.entryStride : Int(slots[first + element].word)
                do throws(ProtobufCodecError) {
                    try checkRequired(Int(field.type), base)
                } catch {
                    var error = error
                    error.prepend(.element(element))
                    throw error
                }
            }
        }
    }
}
