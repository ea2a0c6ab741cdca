internal import Bytes
internal import ProtobufSchema

/// Writes slots as JSON, without a tree in between.
struct JSONWriting {
    let storage: MessageStorage
    let options: ProtobufJSON.WritingOptions
    /// Messages around this storage's: an `Any` inside another.
    let depth: Int
    // Of the storage, which is written no more: a walk looks at them for every value.
    let program: ProtobufProgram
    let slots: UnsafeMutablePointer<Slot>
    private let maxTextBytes: Int

    init(storage: MessageStorage, options: ProtobufJSON.WritingOptions, depth: Int) {
        self.storage = storage
        self.options = options
        self.depth = depth
        program = storage.program
        slots = storage.slots
        maxTextBytes = storage.plan.limits.maxTextBytes
    }

    func message(_ index: Int, _ base: Int, _ out: inout JSONBytes) throws(ProtobufCodecError) {
        if let wellKnown = program.facts[index].wellKnown { return try self.wellKnown(wellKnown, index, base, &out) }
        out.byte(UInt8(ascii: "{"))
        try members(index, base, isFirst: true, &out)
        out.byte(UInt8(ascii: "}"))
    }

    func members(_ index: Int, _ base: Int, isFirst: Bool, _ out: inout JSONBytes) throws(ProtobufCodecError) {
        var isFirst = isFirst
        let plan = program.messages[index]
        for place in 0..<plan.fieldCount {
            let field = program.fields[plan.firstField &+ place]
            let slot = slots[base &+ place]
            guard storage.isSet(slot, field) || (options.emitsDefaults && isEmitted(field, index, place)) else { continue }
            try checkLength(of: out)
            if !isFirst { out.byte(UInt8(ascii: ",")) }
            isFirst = false
            let key = program.keyPlaces[plan.firstField &+ place]
            // In bounds: the program made the place together with the keys.
            if options.usesOriginalNames {
                out.raw(program.keys + key.original, key.originalCount)
            } else {
                out.raw(program.keys + key.json, key.jsonCount)
            }
            do throws(ProtobufCodecError) {
                try self.field(field, slot, &out)
            } catch {
                var error = error
                error.prepend(.field(program.facts[index].fields[place].field.name))
                throw error
            }
        }
    }

    private func isEmitted(_ field: FieldPlan, _ index: Int, _ place: Int) -> Bool {
        // Extensions that are not set are not mentioned.
        guard program.facts[index].fields[place].field.extendee == nil else { return false }
        return switch field.op {
        case .list, .messageList, .groupList, .map: true
        default: field.isImplicit
        }
    }

    func field(_ field: FieldPlan, _ slot: Slot, _ out: inout JSONBytes) throws(ProtobufCodecError) {
        switch field.op {
        case .list, .messageList, .groupList:
            out.byte(UInt8(ascii: "["))
            let first = Int(slot.word)
            for element in 0..<Int(slot.count) {
                if element > 0 { out.byte(UInt8(ascii: ",")) }
                do throws(ProtobufCodecError) {
                    try value(field, slots[first &+ element], &out)
                } catch {
                    var error = error
                    error.prepend(.element(element))
                    throw error
                }
            }
            out.byte(UInt8(ascii: "]"))
        case .map: try map(field, slot, &out)
        default: try value(field, slot, &out)
        }
    }

    func map(_ field: FieldPlan, _ slot: Slot, _ out: inout JSONBytes) throws(ProtobufCodecError) {
        let plan = program.messages[Int(field.type)]
        let key = program.fields[plan.firstField], content = program.fields[plan.firstField &+ 1]
        out.byte(UInt8(ascii: "{"))
        var isFirst = true
        // One entry or two, as many maps have, need no list of those that count.
        let isShort = slot.count <= 2
        let entries = isShort ? [] : storage.distinctEntries(slot, field)
        for index in 0..<(isShort ? Int(slot.count) : entries.count) {
            let entry = isShort ? Int(slot.word) &+ index &* Slot.entryStride : entries[index]
            if isShort, index == 0, slot.count == 2,
                storage.isSameKey(slots[entry], slots[entry &+ Slot.entryStride], key.kind == .string)
            {
                continue
            }
            if !isFirst { out.byte(UInt8(ascii: ",")) }
            isFirst = false
            let slot = slots[entry]
            if key.kind == .string {
                try value(key, slot, &out)
            } else {
                out.byte(UInt8(ascii: "\""))
                switch key.kind {
                case .bool: out.raw(slot.word != 0 ? "true" : "false")
                case .uint32, .uint64: out.unsigned(slot.word)
                default: out.signed(Int64(bitPattern: slot.word))
                }
                out.byte(UInt8(ascii: "\""))
            }
            out.byte(UInt8(ascii: ":"))
            do throws(ProtobufCodecError) {
                try value(content, slots[entry &+ 1], &out)
            } catch {
                var error = error
                error.prepend(.key(key.kind == .string ? storage.string(slot) : "\(Int64(bitPattern: slot.word))"))
                throw error
            }
        }
        out.byte(UInt8(ascii: "}"))
    }

    /// Before a name is written, which is bounded by the size of a schema alone.
    @inline(__always)
    private func checkLength(of out: borrowing JSONBytes) throws(ProtobufCodecError) {
        if out.count > maxTextBytes {
            throw ProtobufCodecError(.limit, expected: "at most \(maxTextBytes) bytes of JSON", found: "more")
        }
    }

    @inline(__always)
    func value(_ field: FieldPlan, _ slot: Slot, _ out: inout JSONBytes) throws(ProtobufCodecError) {
        switch field.kind {
        case .int32: out.signed(Int64(bitPattern: slot.word))
        case .uint32: out.unsigned(slot.word)
        case .int64:
            out.byte(UInt8(ascii: "\""))
            out.signed(Int64(bitPattern: slot.word))
            out.byte(UInt8(ascii: "\""))
        case .uint64:
            out.byte(UInt8(ascii: "\""))
            out.unsigned(slot.word)
            out.byte(UInt8(ascii: "\""))
        case .bool: out.raw(slot.word != 0 ? "true" : "false")
        case .float:
            let number = Float(bitPattern: UInt32(truncatingIfNeeded: slot.word))
            out.number(number, isFinite: number.isFinite)
        case .double:
            out.double(Double(bitPattern: slot.word))
        case .string: string(field, slot, &out)
        case .bytes: storage.withContent(of: slot) { out.base64($0) }
        case .enumeration:
            try checkLength(of: out)
            enumeration(field, slot, &out)
        case .message: try message(Int(field.type), Int(slot.word), &out)
        }
    }

    @inline(__always)
    private func string(_ field: FieldPlan, _ slot: Slot, _ out: inout JSONBytes) {
        storage.withContent(of: slot) { text in
            // What was not checked when it was decoded is repaired here: JSON has no other texts.
            if field.element != .string, !UTF8Check.isValid(text) {
                out.string(String(decoding: text, as: UTF8.self))
            } else {
                out.quoted(text)
            }
        }
    }

    private func enumeration(_ field: FieldPlan, _ slot: Slot, _ out: inout JSONBytes) {
        let facts = program.enums[Int(field.type)]
        if facts.isNullValue { return out.raw("null") }
        let number = Int32(truncatingIfNeeded: slot.word)
        if !options.writesEnumNumbers, let name = facts.quotedName(number) { return out.raw(name) }
        out.signed(Int64(number))
    }
}
