internal import ProtobufSchema

/// The walk over a tree and its type at once.
struct TreeEncoding {
    let program: ProtobufProgram
    let maxDepth: Int
    private(set) var out = WireOutput()

    init(program: ProtobufProgram, maxDepth: Int) {
        self.program = program
        self.maxDepth = maxDepth
    }

    mutating func message(_ tree: ProtobufTree, _ type: Int, depth: Int) throws(ProtobufCodecError) {
        guard depth <= maxDepth else {
            throw ProtobufCodecError(.limit, expected: "at most \(maxDepth) messages inside each other", found: "one more")
        }
        let facts = program.facts[type]
        guard case .message(let members) = tree else {
            throw ProtobufCodecError(.mismatch, expected: "a message \(facts.fullName)", found: tree.wording)
        }
        let plan = program.messages[type]
        var places: [(place: Int, value: ProtobufTree)] = []
        for member in members {
            guard let place = facts.fieldsByName[member.name] else {
                throw ProtobufCodecError(
                    .mismatch, expected: "a field of \(facts.fullName)", found: "\"\(member.name.prefix(80))\"")
            }
            places.append((place, member.value))
        }
        places.sort { $0.place < $1.place }
        for (index, item) in places.enumerated() {
            let field = program.fields[plan.firstField + item.place]
            let isAgain = index > 0 && places[index - 1].place == item.place
            let isSecondOfOneof = field.caseSlot != 0 && places[..<index].contains {
                program.fields[plan.firstField + $0.place].caseSlot == field.caseSlot
            }
            do throws(ProtobufCodecError) {
                guard !isAgain, !isSecondOfOneof else {
                    throw ProtobufCodecError(.mismatch, expected: "each field once, and one of a oneof", found: "another one")
                }
                try self.field(item.value, field, plan.isMessageSet, depth)
            } catch {
                var error = error
                error.prepend(.field(facts.fields[item.place].field.name))
                throw error
            }
        }
    }

    private mutating func field(
        _ tree: ProtobufTree, _ field: FieldPlan, _ isInMessageSet: Bool, _ depth: Int
    ) throws(ProtobufCodecError) {
        switch (field.op, tree) {
        case (.list, .list(let elements)) where field.tag & 7 == 2 && field.element.isPackable:
            guard !elements.isEmpty else { return }
            out.varint(UInt64(field.tag))
            let start = out.begin()
            for (index, element) in elements.enumerated() { try value(element, field, depth, at: .element(index)) }
            out.end(start)
        case (.list, .list(let elements)), (.messageList, .list(let elements)), (.groupList, .list(let elements)):
            for (index, element) in elements.enumerated() {
                out.varint(UInt64(field.tag))
                try value(element, field, depth, at: .element(index))
            }
        case (.map, .map(let entries)):
            let plan = program.messages[Int(field.type)]
            for (index, entry) in entries.enumerated() {
                out.varint(UInt64(field.tag))
                let start = out.begin()
                for (place, tree) in [entry.key, entry.value].enumerated() {
                    let part = program.fields[plan.firstField + place]
                    out.varint(UInt64(part.tag))
                    try value(tree, part, depth, at: .element(index))
                }
                out.end(start)
            }
        case (.list, _), (.messageList, _), (.groupList, _): throw mismatch("a list", tree)
        case (.map, _): throw mismatch("a map", tree)
        default:
            if isInMessageSet, field.op == .message {
                for word in [WireRun.itemStart, 2 << 3, field.number, 3 << 3 | 2] as [UInt32] { out.varint(UInt64(word)) }
                try value(tree, field, depth)
                return out.varint(UInt64(WireRun.itemStart + 1))
            }
            let start = out.bytes.count
            out.varint(UInt64(field.tag))
            let content = out.bytes.count
            try value(tree, field, depth)
            // Zero is not written where it says nothing.
            if field.isImplicit, out.bytes[content...].allSatisfy({ $0 == 0 }) { out.truncate(to: start) }
        }
    }

    private mutating func value(
        _ tree: ProtobufTree, _ field: FieldPlan, _ depth: Int, at step: ProtobufCodecError.Step
    ) throws(ProtobufCodecError) {
        do throws(ProtobufCodecError) {
            try value(tree, field, depth)
        } catch {
            var error = error
            error.prepend(step)
            throw error
        }
    }

    /// What stands behind a tag.
    private mutating func value(_ tree: ProtobufTree, _ field: FieldPlan, _ depth: Int) throws(ProtobufCodecError) {
        switch (field.kind, tree) {
        case (.message, _) where field.element == .group:
            try message(tree, Int(field.type), depth: depth + 1)
            out.varint(UInt64(field.number) << 3 | 4)
        case (.message, _):
            let start = out.begin()
            try message(tree, Int(field.type), depth: depth + 1)
            out.end(start)
        case (.string, .string(let text)): out.delimited(text.utf8)
        case (.bytes, .bytes(let bytes)): out.delimited(bytes)
        default:
            guard let word = word(tree, field) else { throw mismatch("\(field.kind)", tree) }
            out.scalar(word, field.element)
        }
    }

    private func word(_ tree: ProtobufTree, _ field: FieldPlan) -> UInt64? {
        let integer: Int128? = switch tree {
        case .signed(let number): Int128(number)
        case .unsigned(let number): Int128(number)
        default: nil
        }
        switch (field.kind, tree) {
        case (.bool, .bool(let flag)): return flag ? 1 : 0
        case (.float, .float(let number)): return UInt64(number.bitPattern)
        case (.float, .double(let number)):
            let narrow = Float(number)
            return narrow.isFinite == number.isFinite ? UInt64(narrow.bitPattern) : nil
        case (.float, _): return integer.map { UInt64(Float($0).bitPattern) }
        case (.double, .double(let number)): return number.bitPattern
        case (.double, .float(let number)): return Double(number).bitPattern
        case (.double, _): return integer.map { Double($0).bitPattern }
        case (.int32, _): return integer.flatMap { Int32(exactly: $0) }.map { UInt64(bitPattern: Int64($0)) }
        case (.int64, _): return integer.flatMap { Int64(exactly: $0) }.map { UInt64(bitPattern: $0) }
        case (.uint32, _): return integer.flatMap { UInt32(exactly: $0) }.map { UInt64($0) }
        case (.uint64, _): return integer.flatMap { UInt64(exactly: $0) }
        case (.enumeration, .name(let name)):
            return program.enums[Int(field.type)].numbers[name].map { UInt64(bitPattern: Int64($0)) }
        case (.enumeration, _): return integer.flatMap { Int32(exactly: $0) }.map { UInt64(bitPattern: Int64($0)) }
        default: return nil
        }
    }

    private func mismatch(_ expected: String, _ tree: ProtobufTree) -> ProtobufCodecError {
        ProtobufCodecError(.mismatch, expected: expected, found: tree.wording)
    }
}
