internal import ProtobufSchema

extension DynamicMessage {
    /// The message on the wire: fields in the order of their numbers, lists packed as declared, unknown fields behind them.
    public var serialized: [UInt8] {
        var buffer = BackwardBuffer(capacity: base == 0 ? storage.bytes.count + 32 : 256)
        MessageEncoding(storage: storage).message(type, base, &buffer)
        return buffer.bytes
    }
}

/// Writes slots as wire format, from the last byte to the first.
struct MessageEncoding {
    let storage: MessageStorage
    private let program: ProtobufProgram
    private let slots: UnsafeMutablePointer<Slot>

    init(storage: MessageStorage) {
        self.storage = storage
        program = storage.program
        slots = storage.slots
    }

    func message(_ index: Int, _ base: Int, _ out: inout BackwardBuffer) {
        let plan = program.messages[index]
        unknown(plan, base, &out)
        var place = plan.fieldCount
        while place > 0 {
            place -= 1
            let field = program.fields[plan.firstField + place]
            let slot = slots[base + place]
            guard storage.isSet(slot, field) else { continue }
            if plan.isMessageSet, field.op == .message { item(field, slot, &out); continue }
            self.field(field, slot, &out)
        }
    }

    private func field(_ field: FieldPlan, _ slot: Slot, _ out: inout BackwardBuffer) {
        let tag = UInt64(field.tag)
        switch field.op {
        case .list:
            let first = Int(slot.word)
            var element = Int(slot.count)
            let isPacked = field.tag & 7 == 2 && field.element.isPackable
            let end = out.count
            while element > 0 {
                element -= 1
                value(field.element, field, slots[first + element], &out)
                if !isPacked { out.varint(tag) }
            }
            if isPacked {
                out.varint(UInt64(out.count - end))
                out.varint(tag)
            }
        case .messageList, .groupList:
            let first = Int(slot.word)
            var element = Int(slot.count)
            while element > 0 {
                element -= 1
                value(field.element, field, slots[first + element], &out)
                out.varint(tag)
            }
        case .map:
            let type = Int(field.type)
            let key = program.fields[program.messages[type].firstField]
            let content = program.fields[program.messages[type].firstField + 1]
            for entry in storage.distinctEntries(slot, field).reversed() {
                let end = out.count
                // Both are written whatever their values, as all generators do.
                value(content.op, content, slots[entry + 1], &out)
                out.varint(UInt64(content.tag))
                value(key.op, key, slots[entry], &out)
                out.varint(UInt64(key.tag))
                out.varint(UInt64(out.count - end))
                out.varint(tag)
            }
        default:
            value(field.op, field, slot, &out)
            out.varint(tag)
        }
    }

    /// What stands behind a tag.
    @inline(__always)
    private func value(_ op: FieldPlan.Op, _ field: FieldPlan, _ slot: Slot, _ out: inout BackwardBuffer) {
        switch op {
        case .int64, .int32, .openEnum, .closedEnum, .bool, .uint32: out.varint(slot.word)
        case .sint32:
            let value = Int32(truncatingIfNeeded: slot.word)
            out.varint(UInt64(UInt32(bitPattern: value << 1 ^ value >> 31)))
        case .sint64:
            let value = Int64(bitPattern: slot.word)
            out.varint(UInt64(bitPattern: value << 1 ^ value >> 63))
        case .fixed32, .sfixed32: out.littleEndian(UInt32(truncatingIfNeeded: slot.word))
        case .fixed64: out.littleEndian(slot.word)
        case .string, .bytes:
            storage.withContent(of: slot) { out.raw($0) }
            out.varint(UInt64(slot.count))
        case .message:
            let end = out.count
            message(Int(field.type), Int(slot.word), &out)
            out.varint(UInt64(out.count - end))
        case .group:
            out.varint(UInt64(field.tag + 1))
            message(Int(field.type), Int(slot.word), &out)
        case .list, .messageList, .groupList, .map: preconditionFailure("a list's elements are single values")
        }
    }

    /// A message set's item.
    private func item(_ field: FieldPlan, _ slot: Slot, _ out: inout BackwardBuffer) {
        out.varint(UInt64(WireRun.itemStart + 1))
        let end = out.count
        message(Int(field.type), Int(slot.word), &out)
        out.varint(UInt64(out.count - end))
        out.varint(3 << 3 | 2)
        out.varint(UInt64(field.number))
        out.varint(2 << 3)
        out.varint(UInt64(WireRun.itemStart))
    }

    func unknown(_ plan: MessagePlan, _ base: Int, _ out: inout BackwardBuffer) {
        let pieces = slots[base + plan.unknownSlot]
        var piece = Int(pieces.count)
        while piece > 0 {
            piece -= 1
            let slot = slots[Int(pieces.word) + piece]
            if slot.state == Slot.enumValue {
                out.varint(slot.word)
                out.varint(UInt64(slot.count) << 3)
            } else {
                storage.withContent(of: slot) { out.raw($0) }
            }
        }
    }
}
