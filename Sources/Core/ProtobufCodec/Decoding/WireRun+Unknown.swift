internal import ProtobufSchema

extension WireRun {
    /// What is not a known field in its declared form: the other form of a list, a message set's item, or an unknown field.
    @inline(never)
    mutating func otherForm(
        _ tag: UInt32, _ place: Int, _ plan: MessagePlan, _ base: Int, _ start: Int, _ position: inout Int, _ end: Int
    ) throws(ProtobufCodecError) {
        guard tag >> 3 != 0 else {
            throw ProtobufCodecError(.malformed, expected: "a field number from 1 on", found: "0", at: start)
        }
        if place >= 0 {
            let field = fields[plan.firstField + place]
            if field.otherForm == UInt8(tag & 7) {
                if field.otherForm == 2 { return try packed(field, plan, base, place, &position, end) }
                return try unpacked(field, tag, plan, base, place, &position, end)
            }
        }
        if plan.isMessageSet, tag == WireRun.itemStart { return try item(plan, base, start, &position, end) }
        try skip(tag, &position, end, depth: depth)
        try addUnknown(start, position, plan, base)
    }

    /// Steps over the value behind `tag`.
    func skip(_ tag: UInt32, _ position: inout Int, _ end: Int, depth: Int) throws(ProtobufCodecError) {
        switch tag & 7 {
        case 0: _ = try varint(&position, end)
        case 1: _ = try fixed(UInt64.self, &position, end)
        case 2: position &+= try length(&position, end)
        case 5: _ = try fixed(UInt32.self, &position, end)
        case 3:
            guard depth < limits.maxDepth else { throw tooDeep(at: position) }
            while true {
                guard position < end else {
                    throw ProtobufCodecError(
                        .malformed, expected: "the end of group \(tag >> 3)", found: "the end of the bytes", at: position)
                }
                let start = position
                let inner = try longTag(&position, end)
                guard inner >> 3 != 0 else {
                    throw ProtobufCodecError(.malformed, expected: "a field number from 1 on", found: "0", at: start)
                }
                if inner == tag &+ 1 { return }
                try skip(inner, &position, end, depth: depth + 1)
            }
        case 4:
            throw ProtobufCodecError(
                .malformed, expected: "a field", found: "the end of group \(tag >> 3), which is not open", at: position)
        default:
            throw ProtobufCodecError(.malformed, expected: "wire type 0 to 5", found: "\(tag & 7)", at: position)
        }
    }

    /// Keeps the bytes of a field, together with those right before it if they are unknown, too.
    mutating func addUnknown(_ start: Int, _ end: Int, _ plan: MessagePlan, _ base: Int) throws(ProtobufCodecError) {
        let list = base + plan.unknownSlot
        if slots[list].count > 0 {
            let last = Int(slots[list].word) + Int(slots[list].count) - 1
            if slots[last].state == Slot.present, Int(slots[last].word) + Int(slots[last].count) == start {
                slots[last].count += UInt32(end - start)
                return
            }
        }
        let piece = try append(list, stride: 1)
        slots[piece] = Slot(UInt64(start), count: UInt32(end - start))
    }

    /// Keeps a number that a closed enum does not have.
    @inline(never)
    mutating func addUnknown(_ value: Int32, of number: UInt32, _ plan: MessagePlan, _ base: Int) throws(ProtobufCodecError) {
        let piece = try append(base + plan.unknownSlot, stride: 1)
        slots[piece] = Slot(UInt64(bitPattern: Int64(value)), count: number, state: Slot.enumValue)
    }

    // MARK: - Message sets

    /// Field 1 of a message set: a group of a number (2) and a message (3).
    static let itemStart: UInt32 = 1 << 3 | 3

    /// Reads an item whose start tag has been read. Number and message may stand in either order.
    private mutating func item(
        _ plan: MessagePlan, _ base: Int, _ start: Int, _ position: inout Int, _ end: Int
    ) throws(ProtobufCodecError) {
        var number: UInt32 = 0
        var payload: Range<Int>?
        while true {
            guard position < end else {
                throw ProtobufCodecError(
                    .malformed, expected: "the end of a message set's item", found: "the end of the bytes", at: position)
            }
            let tag = try longTag(&position, end)
            switch tag {
            case 2 << 3:
                let value = UInt32(truncatingIfNeeded: try varint(&position, end))
                // The first of each counts.
                if number == 0 { number = value }
            case 3 << 3 | 2:
                let length = try length(&position, end)
                if payload == nil { payload = position..<position + length }
                position += length
            case Self.itemStart + 1:
                let place = program.place(of: number, in: plan)
                guard number != 0, place >= 0, let payload else { return try addUnknown(start, position, plan, base) }
                let field = fields[plan.firstField + place]
                guard field.op == .message else { return try addUnknown(start, position, plan, base) }
                let first = try child(base + place, field)
                _ = try nested(Int(field.type), first, from: payload.lowerBound, to: payload.upperBound, group: 0)
                return
            default:
                guard tag >> 3 != 0 else {
                    throw ProtobufCodecError(.malformed, expected: "a field number from 1 on", found: "0", at: position)
                }
                try skip(tag, &position, end, depth: depth + 1)
            }
        }
    }
}
