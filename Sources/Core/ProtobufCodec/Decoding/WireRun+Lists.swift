internal import ProtobufSchema

extension WireRun {
    /// The index of a new element's first slot. Elements lie one after the other; a list that is full moves to a run of
    /// twice the size, or grows where it is if it is the last thing there.
    @inline(__always)
    mutating func append(_ list: Int, stride: Int) throws(ProtobufCodecError) -> Int {
        if slots[list].count == slots[list].state { try makeRoom(1, list, stride: stride) }
        let index = Int(slots[list].word) &+ Int(slots[list].count) &* stride
        slots[list].count &+= 1
        return index
    }

    @inline(never)
    mutating func makeRoom(_ more: Int, _ list: Int, stride: Int) throws(ProtobufCodecError) {
        let before = slots[list]
        let used = Int(before.count), room = Int(before.state), first = Int(before.word)
        guard room - used < more else { return }
        let wanted = max(used + more, room * 2, more == 1 ? 4 : more)
        if room > 0, first + room * stride == slotCount {
            _ = try allocate((wanted - room) * stride)
        } else {
            let moved = try allocate(wanted * stride)
            // In bounds: both runs lie below `slotCount`, and the new one begins behind the old.
            if used > 0 { (slots + moved).update(from: slots + first, count: used * stride) }
            slots[list].word = UInt64(moved)
        }
        slots[list].state = UInt32(wanted)
    }

    /// One message of a list, and those that follow it at once.
    @inline(__always)
    mutating func messageList(
        _ field: FieldPlan, _ tag: UInt32, _ list: Int, _ position: inout Int, _ end: Int
    ) throws(ProtobufCodecError) {
        repeat {
            let length = try length(&position, end)
            let element = try append(list, stride: 1)
            let first = try child(element, field)
            do throws(ProtobufCodecError) {
                position = try nested(Int(field.type), first, from: position, to: position &+ length, group: 0)
            } catch {
                throw inElement(error, list)
            }
        } while take(tag, &position, end)
    }

    /// Steps over the tag if it is the next one. Tags of three bytes and more are left to the caller.
    @inline(__always)
    func take(_ tag: UInt32, _ position: inout Int, _ end: Int) -> Bool {
        if tag < 0x80 {
            guard position < end, UInt32(input[position]) == tag else { return false }
            position &+= 1
            return true
        }
        guard tag < 1 << 14, position &+ 2 <= end, UInt32(input[position]) == tag & 0x7f | 0x80,
            UInt32(input[position &+ 1]) == tag &>> 7
        else { return false }
        position &+= 2
        return true
    }

    @inline(never)
    func inElement(_ error: ProtobufCodecError, _ list: Int) -> ProtobufCodecError {
        var error = error
        error.prepend(.element(Int(slots[list].count) - 1))
        return error
    }

    mutating func unpacked(
        _ field: FieldPlan, _ tag: UInt32, _ plan: MessagePlan, _ base: Int, _ place: Int, _ position: inout Int, _ end: Int
    ) throws(ProtobufCodecError) {
        let list = base &+ place
        repeat {
            let element = try value(field.element, &position, end)
            try append(element, field, plan, base, list)
        } while take(tag, &position, end)
    }

    @inline(__always)
    private mutating func append(
        _ value: Slot, _ field: FieldPlan, _ plan: MessagePlan, _ base: Int, _ list: Int
    ) throws(ProtobufCodecError) {
        if field.element == .closedEnum {
            let number = Int32(truncatingIfNeeded: value.word)
            guard program.enums[Int(field.type)].contains(number) else {
                return try addUnknown(number, of: field.number, plan, base)
            }
        }
        let index = try append(list, stride: 1)
        slots[index] = value
    }

    mutating func packed(
        _ field: FieldPlan, _ plan: MessagePlan, _ base: Int, _ place: Int, _ position: inout Int, _ end: Int
    ) throws(ProtobufCodecError) {
        let length = try length(&position, end)
        let last = position &+ length
        let list = base &+ place
        switch field.element.wireType {
        case 5: try makeRoom(length / 4, list, stride: 1)
        case 1: try makeRoom(length / 8, list, stride: 1)
        default:
            // A varint ends with the byte that has no high bit.
            var count = 0
            for index in position..<last { count &+= Int(1 &- input[index] &>> 7) }
            try makeRoom(count, list, stride: 1)
        }
        while position < last {
            let element = try value(field.element, &position, last)
            try append(element, field, plan, base, list)
        }
    }

    /// One entry of a map. It is kept even if its key is there already: the last one counts, as readers of maps know.
    mutating func mapEntry(
        _ field: FieldPlan, _ plan: MessagePlan, _ base: Int, _ place: Int, _ start: Int, _ position: inout Int, _ end: Int
    ) throws(ProtobufCodecError) {
        let length = try length(&position, end)
        let list = base &+ place
        let entry = try append(list, stride: Slot.entryStride)
        (slots + entry).update(repeating: Slot(0, state: 0), count: Slot.entryStride)
        let type = Int(field.type)
        do throws(ProtobufCodecError) {
            position = try nested(type, entry, from: position, to: position &+ length, group: 0)
        } catch {
            throw inElement(error, list)
        }
        let value = fields[messages[type].firstField &+ 1]
        switch value.op {
        case .closedEnum where slots[entry &+ 2].count > 0:
            if hasUnknownValue(entry) {
                slots[list].count &-= 1
                return try addUnknown(start, position, plan, base)
            }
            fallthrough
        case .closedEnum, .openEnum:
            if slots[entry &+ 1].state == 0 {
                slots[entry &+ 1] = Slot(UInt64(bitPattern: Int64(program.enums[Int(value.type)].first)))
            }
        case .message, .group: _ = try child(entry &+ 1, value)
        default: break
        }
    }

    private func hasUnknownValue(_ entry: Int) -> Bool {
        let pieces = slots[entry + 2]
        return (0..<Int(pieces.count)).contains { slots[Int(pieces.word) + $0].state == Slot.enumValue }
    }
}
