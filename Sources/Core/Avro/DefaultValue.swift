internal import JSONText

/// A default as it stands in the text, kept until all types are known.
struct WrittenDefault {
    var record: AvroSchema.TypeID
    var field: Int
    var name: String
    var type: AvroSchema.TypeID
    var node: JSONNode
    /// The field's path.
    var path: [String]

    var key: FieldKey { FieldKey(record: record, field: field) }
}

struct FieldKey: Hashable {
    var record: AvroSchema.TypeID
    var field: Int
}

/// Whether JSON values fit types as defaults, by the rules of Java's parser: integers without fraction and in range, any
/// number for floats, a string for string, bytes, enum and fixed whatever it says, a record's fields given or defaulted
/// themselves, and any branch of a union (the specification says the first up to 1.11, any since 1.12).
struct DefaultChecking {
    struct Mismatch {
        var range: TextRange
        var problem: String
        var expected: String
    }

    enum Outcome {
        /// With the defaults of other fields that fill what the value leaves out.
        case fits([FieldKey])
        case mismatch(Mismatch)
    }

    private struct Trial: Hashable {
        var offset: Int
        var type: AvroSchema.TypeID
    }

    let types: [AvroType]
    /// What is left of the work a schema's defaults may cause.
    private(set) var remainingSteps: Int
    /// Outcomes within unions: without them, unions in unions would try each branch again at every level.
    private var trials: [Trial: Outcome] = [:]

    init(types: [AvroType], maxSteps: Int) {
        self.types = types
        remainingSteps = maxSteps
    }

    /// Stack: one level for each level of the value.
    mutating func check(_ node: JSONNode, _ id: AvroSchema.TypeID) -> Outcome {
        remainingSteps -= 1
        guard remainingSteps > 0 else { return .fits([]) }
        switch (types[id.index].kind, node.content) {
        case (.null, .null), (.boolean, .bool): return .fits([])
        case (.int, .number(let number)) where number.isWrittenAsInteger && number.int64.flatMap({ Int32(exactly: $0) }) != nil:
            return .fits([])
        case (.long, .number(let number)) where number.isWrittenAsInteger && number.int64 != nil: return .fits([])
        case (.float, .number), (.double, .number): return .fits([])
        case (.string, .string), (.bytes, .string), (.enumeration, .string), (.fixed, .string): return .fits([])
        case (.array(let items), .array(let elements)): return checkAll(elements, items)
        case (.map(let values), .object(let members)): return checkAll(members.map(\.value), values)
        case (.record(let record), .object): return check(node, record, id)
        case (.union(let branches), _): return checkUnion(node, branches, id)
        default: return mismatch(node, id)
        }
    }

    private mutating func checkAll(_ nodes: [JSONNode], _ type: AvroSchema.TypeID) -> Outcome {
        var fillers: [FieldKey] = []
        for node in nodes {
            let outcome = check(node, type)
            guard case .fits(let more) = outcome else { return outcome }
            fillers += more
        }
        return .fits(fillers)
    }

    private mutating func check(_ node: JSONNode, _ record: AvroRecord, _ id: AvroSchema.TypeID) -> Outcome {
        var fillers: [FieldKey] = []
        var given: [String: JSONNode] = [:]
        for member in node.asObject ?? [] { given[member.key] = member.value }
        for (index, field) in record.fields.enumerated() {
            if let value = given[field.name] {
                let outcome = check(value, field.type)
                guard case .fits(let more) = outcome else { return outcome }
                fillers += more
            } else if field.defaultValue != nil {
                remainingSteps -= 1
                fillers.append(FieldKey(record: id, field: index))
            } else {
                return .mismatch(
                    Mismatch(
                        range: node.range, problem: "leaves out field \(JSONPrinter.quoted(field.name)) of record \(record.name)",
                        expected: "a value for every field without a default of its own"))
            }
        }
        return .fits(fillers)
    }

    private mutating func checkUnion(
        _ node: JSONNode, _ branches: [AvroSchema.TypeID], _ id: AvroSchema.TypeID
    ) -> Outcome {
        let trial = Trial(offset: node.range.start.byteOffset, type: id)
        if let known = trials[trial] { return known }
        for branch in branches {
            let outcome = check(node, branch)
            if case .fits = outcome {
                trials[trial] = outcome
                return outcome
            }
        }
        let outcome = mismatch(node, id)
        trials[trial] = outcome
        return outcome
    }

    private func mismatch(_ node: JSONNode, _ id: AvroSchema.TypeID) -> Outcome {
        .mismatch(Mismatch(range: node.range, problem: "is \(node.kindName)", expected: expectation(id)))
    }

    private func expectation(_ id: AvroSchema.TypeID) -> String {
        switch types[id.index].kind {
        case .null: "null"
        case .boolean: "true or false for boolean"
        case .int: "an integer of 32 bits for int"
        case .long: "an integer of 64 bits for long"
        case .float, .double: "a number for \(types[id.index].kind.keyword)"
        case .string: "a string"
        case .bytes: "a string for bytes, each character a byte"
        case .fixed(let fixed): "a string for fixed \(fixed.name), each character a byte"
        case .enumeration(let enumeration): "a symbol of enum \(enumeration.name)"
        case .array: "an array"
        case .map: "an object for map"
        case .record(let record): "an object for record \(record.name)"
        case .union(let branches):
            "a value of one of the union's branches ["
                + branches.prefix(8).map { types[$0.index].unionKey }.joined(separator: ", ") + (branches.count > 8 ? ", …]" : "]")
        }
    }
}

extension SchemaReading {
    /// Whether a text stands for a float or double: it may as a field's whole default, not within one. Whether it says a
    /// number has been checked on reading it.
    private func isFloatingText(_ node: JSONNode, _ type: AvroSchema.TypeID) -> Bool {
        switch (types[type.index].kind, node.content) {
        case (.float, .string), (.double, .string): true
        default: false
        }
    }

    /// Converts what may be written in two ways: a text for a float or double is a number.
    func defaultValue(
        _ node: JSONNode, for type: AvroSchema.TypeID, field: String
    ) throws(AvroSchemaError) -> JSONValue {
        switch (types[type.index].kind, node.content) {
        case (.float, .string(let text)), (.double, .string(let text)):
            guard let value = FloatingDefault.value(text) else {
                throw failure(
                    "the default of field \(JSONPrinter.quoted(field)) is a string", expected: "a number", at: node.range,
                    inside: "default")
            }
            return value
        default: return node.value
        }
    }

    /// Checks the defaults of the text just read, in its order.
    mutating func checkDefaults() throws(AvroSchemaError) {
        var checking = DefaultChecking(types: types, maxSteps: limits.maxDefaultSteps)
        var fillers: [FieldKey: [FieldKey]] = [:]
        for written in defaults {
            let named = "the default of field \(JSONPrinter.quoted(written.name))"
            path = written.path
            if isFloatingText(written.node, written.type) {
                fillers[written.key] = []
                continue
            }
            switch checking.check(written.node, written.type) {
            case .fits(let used): fillers[written.key] = used
            case .mismatch(let mismatch):
                throw failure("\(named) \(mismatch.problem)", expected: mismatch.expected, at: mismatch.range, inside: "default")
            }
            guard checking.remainingSteps > 0 else {
                throw limit("the defaults up to \(named) take too long to check", at: written.node.range, inside: "default")
            }
        }
        try measure(fillers)
        path = []
    }

    /// Counts the values each default stands for: one that fills itself never ends, and is refused.
    private mutating func measure(_ fillers: [FieldKey: [FieldKey]]) throws(AvroSchemaError) {
        var waiting: [FieldKey: Int] = [:]
        var users: [FieldKey: [FieldKey]] = [:]
        var ready: [FieldKey] = []
        for (key, used) in fillers {
            let unknown = used.filter { fillers[$0] != nil }
            waiting[key] = unknown.count
            for filler in unknown { users[filler, default: []].append(key) }
            if unknown.isEmpty { ready.append(key) }
        }
        while let key = ready.popLast() {
            let size = (fillers[key] ?? []).reduce(1) { min($0 + (defaultSizes[$1] ?? 1), limits.maxDefaultValues + 1) }
            defaultSizes[key] = size
            for user in users[key] ?? [] {
                let left = (waiting[user] ?? 1) - 1
                waiting[user] = left
                if left == 0 { ready.append(user) }
            }
        }
        for written in defaults {
            let size = defaultSizes[written.key]
            if let size, size <= limits.maxDefaultValues { continue }
            path = written.path
            let named = "the default of field \(JSONPrinter.quoted(written.name))"
            guard size == nil else {
                throw limit(
                    "\(named) stands for more than \(limits.maxDefaultValues) values once the defaults within it are filled in",
                    at: written.node.range, inside: "default")
            }
            throw failure(
                "\(named) never ends: what it leaves out is filled by defaults that lead back to it", at: written.node.range,
                inside: "default")
        }
    }
}

/// Defaults of floats and doubles that are written as text, as Java reads them.
enum FloatingDefault {
    /// A number, or one of the three names for what JSON has no number for.
    static func value(_ text: String) -> JSONValue? {
        var body = text.trimmedOfBlanks
        switch body {
        case "NaN", "+NaN", "-NaN": return "NaN"
        case "Infinity", "+Infinity": return "Infinity"
        case "-Infinity": return "-Infinity"
        default: break
        }
        if let last = body.last, "dDfF".contains(last) { body.removeLast() }
        guard body.utf8.allSatisfy({ Self.mayStand($0) }), let double = Double(body) else { return nil }
        if let number = JSONNumber(double) { return .number(number) }
        return double < 0 ? "-Infinity" : "Infinity"
    }

    /// Digits, signs, point and exponent: keeps out the words and the hexadecimal that `Double` reads too.
    private static func mayStand(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"),
            UInt8(ascii: "E"): true
        default: false
        }
    }
}

extension String {
    fileprivate var trimmedOfBlanks: String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.value <= 0x20 }
        let scalars = unicodeScalars.drop(while: isBlank)
        guard let last = scalars.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(scalars[...last])
    }
}
