internal import Bytes
internal import ProtobufSchema

/// One decoding of one message into slots.
///
/// Unsafe in three places, each with its bound: `messages` and `fields` are indexed with numbers that the program put
/// there; `slots` below `slotCount`, which `allocate` keeps at or under `capacity`; `input` below an `end` that was checked
/// against the input's own.
struct WireRun {
    let input: UnsafeRawBufferPointer
    var slots: UnsafeMutablePointer<Slot>
    var capacity: Int
    var slotCount = 0
    var depth = 0
    let messages: UnsafeMutablePointer<MessagePlan>
    let fields: UnsafeMutablePointer<FieldPlan>
    private let table: UnsafeMutablePointer<Int32>
    let program: ProtobufProgram
    let limits: ProtobufCodecLimits

    init(
        input: UnsafeRawBufferPointer, slots: UnsafeMutablePointer<Slot>, capacity: Int, program: ProtobufProgram,
        limits: ProtobufCodecLimits
    ) {
        self.input = input
        self.slots = slots
        self.capacity = capacity
        messages = program.messages
        fields = program.fields
        table = program.table
        self.program = program
        self.limits = limits
    }

    /// Takes `count` slots at the end, all absent, and says where they begin.
    @inline(__always)
    mutating func allocate(_ count: Int) throws(ProtobufCodecError) -> Int {
        let start = slotCount
        if capacity &- start < count { try grow(by: count) }
        slotCount = start &+ count
        (slots + start).update(repeating: Slot(0, state: 0), count: count)
        return start
    }

    @inline(never)
    mutating func grow(by count: Int) throws(ProtobufCodecError) {
        let needed = slotCount + count
        guard needed <= limits.maxValues else {
            throw ProtobufCodecError(.limit, expected: "at most \(limits.maxValues) values", found: "more")
        }
        let larger = min(max(capacity * 2, needed), max(limits.maxValues, needed))
        let moved = UnsafeMutablePointer<Slot>.allocate(capacity: larger)
        moved.update(from: slots, count: slotCount)
        slots.deallocate()
        slots = moved
        capacity = larger
    }

    /// Reads fields into the slots from `base` on, until `end` or, in a group, until its end tag; returns where it stopped.
    ///
    /// - Parameter group: the group's end tag, 0 for messages with a length.
    mutating func message(
        _ index: Int, _ base: Int, from start: Int, to end: Int, group: UInt32
    ) throws(ProtobufCodecError) -> Int {
        let plan = messages[index]
        let fields = fields + plan.firstField
        var position = start
        var expected = 0
        var place = 0
        do throws(ProtobufCodecError) {
            while position < end {
                let tagStart = position
                var tag = UInt32(input[position])
                position &+= 1
                if tag >= 0x80 {
                    // In bounds: below `end`. Numbers from 16 to 2047 take two bytes.
                    if position < end, input[position] < 0x80 {
                        tag = tag & 0x7f | UInt32(input[position]) &<< 7
                        position &+= 1
                    } else {
                        place = -1
                        position = tagStart
                        tag = try longTag(&position, end)
                    }
                }
                place = expected
                if place >= plan.fastCount || fields[place].tag != tag {
                    place = find(tag &>> 3, plan)
                    if place < 0 || fields[place].tag != tag {
                        if tag == group, group != 0 { return position }
                        try otherForm(tag, place, plan, base, tagStart, &position, end)
                        continue
                    }
                }
                expected = place &+ 1
                let field = fields[place]
                if field.caseSlot != 0, field.op != .closedEnum { choose(place, field, base) }
                switch field.op {
                // What messages are made of mostly, without a second look at the kind.
                case .int64: slots[base &+ place] = Slot(try varint(&position, end))
                case .int32, .openEnum:
                    slots[base &+ place] = Slot(
                        UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: try varint(&position, end)))))
                case .fixed64: slots[base &+ place] = Slot(try fixed(UInt64.self, &position, end))
                case .string: slots[base &+ place] = try string(&position, end)
                case .closedEnum:
                    let number = Int32(truncatingIfNeeded: try varint(&position, end))
                    if program.enums[Int(field.type)].contains(number) {
                        if field.caseSlot != 0 { choose(place, field, base) }
                        slots[base &+ place] = Slot(UInt64(bitPattern: Int64(number)))
                    } else {
                        try addUnknown(number, of: field.number, plan, base)
                    }
                case .message:
                    let length = try length(&position, end)
                    let first = try child(base &+ place, field)
                    position = try nested(Int(field.type), first, from: position, to: position &+ length, group: 0)
                case .group:
                    let first = try child(base &+ place, field)
                    position = try nested(Int(field.type), first, from: position, to: end, group: tag &+ 1)
                case .messageList: try messageList(field, tag, base &+ place, &position, end)
                case .groupList:
                    let element = try append(base &+ place, stride: 1)
                    let first = try child(element, field)
                    position = try nested(Int(field.type), first, from: position, to: end, group: tag &+ 1)
                case .list:
                    if tag & 7 == 2, field.element.isPackable {
                        try packed(field, plan, base, place, &position, end)
                    } else {
                        try unpacked(field, tag, plan, base, place, &position, end)
                    }
                case .map: try mapEntry(field, plan, base, place, tagStart, &position, end)
                default: slots[base &+ place] = try value(field.op, &position, end)
                }
            }
        } catch {
            throw located(error, index, place)
        }
        guard group == 0 else {
            throw ProtobufCodecError(
                .malformed, expected: "the end of group \(group >> 3)", found: "the end of the bytes", at: position)
        }
        return position
    }

    /// The place of a field among its message's; -1 if the number is unknown.
    @inline(__always)
    private func find(_ number: UInt32, _ plan: MessagePlan) -> Int {
        // In bounds: the table has `tableCount` entries for this message.
        if Int(number) < plan.tableCount { return Int(table[plan.tableStart &+ Int(number)]) }
        return program.search(number, in: plan)
    }

    /// The message of a slot, made if it is not there: a second one is merged into the first.
    @inline(__always)
    mutating func child(_ slot: Int, _ field: FieldPlan) throws(ProtobufCodecError) -> Int {
        if slots[slot].state != 0 { return Int(slots[slot].word) }
        let first = try allocate(messages[Int(field.type)].slotCount)
        slots[slot] = Slot(UInt64(first))
        return first
    }

    @inline(__always)
    mutating func nested(
        _ index: Int, _ base: Int, from start: Int, to end: Int, group: UInt32
    ) throws(ProtobufCodecError) -> Int {
        depth &+= 1
        if depth > limits.maxDepth { throw tooDeep(at: start) }
        let position = try message(index, base, from: start, to: end, group: group)
        depth &-= 1
        return position
    }

    @inline(never)
    func tooDeep(at position: Int) -> ProtobufCodecError {
        ProtobufCodecError(
            .limit, expected: "at most \(limits.maxDepth) messages inside each other", found: "one more", at: position)
    }

    /// Makes the field the one of its oneof that is set.
    @inline(__always)
    mutating func choose(_ place: Int, _ field: FieldPlan, _ base: Int) {
        let chosen = base &+ Int(field.caseSlot)
        let before = Int(slots[chosen].word)
        if before == place &+ 1 { return }
        if before != 0 { slots[base &+ before &- 1].state = 0 }
        slots[chosen].word = UInt64(place &+ 1)
    }

    @inline(never)
    func located(_ error: ProtobufCodecError, _ message: Int, _ place: Int) -> ProtobufCodecError {
        let facts = program.facts[message]
        guard place >= 0, place < facts.fields.count else { return error }
        var error = error
        error.prepend(.field(facts.fields[place].field.extensionName.map { "[\($0)]" } ?? facts.fields[place].field.name))
        return error
    }
}
