internal import Bytes
internal import ProtobufSchema

/// Reads a JSON text as a message and writes it as wire format, members in the order of the text.
struct JSONReading {
    var cursor: JSONCursor
    var out = WireOutput()
    let program: ProtobufProgram
    let limits: ProtobufCodecLimits
    let options: ProtobufJSON.ReadingOptions
    private var depth = 0

    init(
        _ input: UnsafeRawBufferPointer, program: ProtobufProgram, limits: ProtobufCodecLimits,
        options: ProtobufJSON.ReadingOptions
    ) {
        cursor = JSONCursor(input)
        self.program = program
        self.limits = limits
        self.options = options
    }

    mutating func whole(_ type: Int) throws(ProtobufCodecError) {
        guard cursor.input.count <= limits.maxBytes else {
            throw ProtobufCodecError(.limit, expected: "at most \(limits.maxBytes) bytes of JSON", found: "\(cursor.input.count)")
        }
        guard UTF8Check.isValid(cursor.input) else {
            throw ProtobufCodecError(.malformed, expected: "JSON in UTF-8", found: "bytes that are not UTF-8")
        }
        try message(type)
        guard cursor.next() == nil else { throw cursor.unexpected("the end of the text") }
    }

    /// The content of a message, without a length.
    mutating func message(_ type: Int) throws(ProtobufCodecError) {
        try nested { reading throws(ProtobufCodecError) in
            if let wellKnown = reading.program.facts[type].wellKnown {
                try reading.wellKnown(wellKnown, type)
            } else {
                try reading.members(type, without: nil)
            }
        }
    }

    mutating func nested(_ body: (inout JSONReading) throws(ProtobufCodecError) -> Void) throws(ProtobufCodecError) {
        // The root is no nesting.
        guard depth <= limits.maxDepth else {
            throw ProtobufCodecError(
                .limit, expected: "at most \(limits.maxDepth) messages inside each other", found: "one more",
                textPosition: cursor.place())
        }
        depth += 1
        try body(&self)
        depth -= 1
    }

    /// The members of an object.
    ///
    /// - Parameter without: a key that is not for the message: an `Any`'s `@type`.
    mutating func members(_ type: Int, without: String?) throws(ProtobufCodecError) {
        let facts = program.facts[type]
        let plan = program.messages[type]
        try cursor.expect(UInt8(ascii: "{"))
        if cursor.take(UInt8(ascii: "}")) { return }
        var seen: Set<Int> = []
        var oneofs: Set<Int> = []
        repeat {
            _ = cursor.next()
            let start = cursor.position
            let key = try cursor.string()
            try cursor.expect(UInt8(ascii: ":"))
            if key == without {
                try cursor.skipValue(depth: limits.maxDepth)
                continue
            }
            guard let place = facts.fieldsByName[key] else {
                guard options.ignoresUnknown else {
                    throw mismatch("a field of \(facts.fullName)", found: "\"\(key.prefix(80))\"", at: start)
                }
                try cursor.skipValue(depth: limits.maxDepth)
                continue
            }
            guard seen.insert(place).inserted else {
                throw mismatch("each field once", found: "\"\(key.prefix(80))\" again", at: start)
            }
            let field = facts.fields[place].field
            do throws(ProtobufCodecError) {
                let isSet = try self.field(program.fields[plan.firstField + place], facts.fields[place])
                if isSet, let oneof = field.oneof, field.extendee == nil, !oneofs.insert(oneof).inserted {
                    throw mismatch("one field of a oneof", found: "\"\(key.prefix(80))\" as a second one", at: start)
                }
            } catch {
                var error = error
                error.prepend(.field(field.extensionName.map { "[\($0)]" } ?? field.name))
                throw error
            }
        } while cursor.take(UInt8(ascii: ","))
        try cursor.expect(UInt8(ascii: "}"))
    }

    /// Whether anything was set: null sets nothing.
    private mutating func field(_ field: FieldPlan, _ facts: FieldFacts) throws(ProtobufCodecError) -> Bool {
        if cursor.next() == UInt8(ascii: "n"), !takesNull(field) || field.op != field.element {
            try cursor.word("null")
            return false
        }
        switch field.op {
        case .list, .messageList, .groupList: try list(field)
        case .map: try map(field)
        default:
            let extended = facts.field.extendee.map { program.messages[$0.index] }
            return try single(field, inMessageSet: extended?.isMessageSet ?? false)
        }
        return true
    }

    /// Whether null is a value of the field.
    func takesNull(_ field: FieldPlan) -> Bool {
        switch field.kind {
        case .message: program.facts[Int(field.type)].wellKnown == .value
        case .enumeration: program.enums[Int(field.type)].isNullValue
        default: false
        }
    }

    /// Tag and value; nothing for an enum's unknown name that is to be ignored.
    private mutating func single(_ field: FieldPlan, inMessageSet: Bool = false) throws(ProtobufCodecError) -> Bool {
        let before = out.bytes.count
        if inMessageSet {
            out.varint(UInt64(WireRun.itemStart))
            out.varint(2 << 3)
            out.varint(UInt64(field.number))
            out.varint(3 << 3 | 2)
            try value(field)
            out.varint(UInt64(WireRun.itemStart + 1))
            return true
        }
        out.varint(UInt64(field.number) << 3 | UInt64(field.element.wireType))
        let isKnown = try value(field)
        if !isKnown { out.truncate(to: before) }
        return isKnown
    }

    mutating func list(_ field: FieldPlan) throws(ProtobufCodecError) {
        try cursor.expect(UInt8(ascii: "["))
        if cursor.take(UInt8(ascii: "]")) { return }
        let isPacked = field.element.isPackable
        if isPacked { out.varint(UInt64(field.number) << 3 | 2) }
        let start = isPacked ? out.begin() : 0
        var index = 0
        repeat {
            do throws(ProtobufCodecError) {
                if cursor.next() == UInt8(ascii: "n"), !takesNull(field) { throw mismatch("no null in a list", found: "null") }
                if isPacked { try value(field) } else { _ = try single(field) }
            } catch {
                var error = error
                error.prepend(.element(index))
                throw error
            }
            index += 1
        } while cursor.take(UInt8(ascii: ","))
        try cursor.expect(UInt8(ascii: "]"))
        if isPacked { out.end(start) }
    }

    mutating func map(_ field: FieldPlan) throws(ProtobufCodecError) {
        let plan = program.messages[Int(field.type)]
        let keyField = program.fields[plan.firstField], content = program.fields[plan.firstField + 1]
        try cursor.expect(UInt8(ascii: "{"))
        if cursor.take(UInt8(ascii: "}")) { return }
        var seen: Set<String> = []
        repeat {
            _ = cursor.next()
            let place = cursor.position
            let key = try cursor.string()
            try cursor.expect(UInt8(ascii: ":"))
            let before = out.bytes.count
            do throws(ProtobufCodecError) {
                guard seen.insert(key).inserted else { throw mismatch("each key once", found: "it again", at: place) }
                out.varint(UInt64(field.tag))
                let start = out.begin()
                out.varint(UInt64(keyField.tag))
                try self.key(key, keyField, at: place)
                if cursor.next() == UInt8(ascii: "n"), !takesNull(content) { throw mismatch("no null in a map", found: "null") }
                if try single(content) { out.end(start) } else { out.truncate(to: before) }
            } catch {
                var error = error
                error.prepend(.key(key))
                throw error
            }
        } while cursor.take(UInt8(ascii: ","))
        try cursor.expect(UInt8(ascii: "}"))
    }

    private mutating func key(_ text: String, _ field: FieldPlan, at place: Int) throws(ProtobufCodecError) {
        switch field.kind {
        case .string: out.delimited(text.utf8)
        case .bool:
            guard text == "true" || text == "false" else {
                throw mismatch("\"true\" or \"false\" as a key", found: "\"\(text.prefix(40))\"", at: place)
            }
            out.varint(text == "true" ? 1 : 0)
        default:
            guard let word = JSONScalars.integer(text, field.kind) else {
                throw mismatch("an integer in range as a key", found: "\"\(text.prefix(40))\"", at: place)
            }
            out.scalar(word, field.op)
        }
    }

    func mismatch(_ expected: String, found: String? = nil, at place: Int? = nil) -> ProtobufCodecError {
        ProtobufCodecError(.mismatch, expected: expected, found: found ?? cursor.found, textPosition: cursor.place(place))
    }
}
