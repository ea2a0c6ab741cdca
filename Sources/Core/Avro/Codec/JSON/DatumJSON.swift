import Bytes
import JSONText

/// Makes JSON of slots. They hold what was decoded, so that only memory can fail, and nesting is no deeper than decoding went.
struct DatumJSON {
    let storage: DatumStorage
    let form: AvroJSON.Form
    /// Bytes of memory taken so far, as the parser of JSON counts them.
    private var allocated = 0

    init(storage: DatumStorage, form: AvroJSON.Form) {
        self.storage = storage
        self.form = form
    }

    private var shape: SchemaShape { storage.plan.shape }

    mutating func value(_ index: Int, _ declared: Int) throws(AvroDecodingError) -> JSONValue {
        let slot = storage.slots[index]
        guard shape.types[declared].kind == .union else { return try content(slot, declared) }
        let branch = shape.types[declared].children[slot.tag.branch ?? 0]
        let value = try content(slot, branch)
        guard needsTag(slot, declared) else { return value }
        try charge(textBytes: 0)
        var object = JSONObject()
        object[shape.types[branch].name] = value
        return .object(object)
    }

    private func needsTag(_ slot: Slot, _ union: Int) -> Bool {
        if slot.tag.kind == .null { return false }
        return form == .specification || shape.needsTags(union) || isMistakable(slot, union)
    }

    /// Whether people's form of a value looks like that of another branch, though the branches' types look different.
    func isMistakable(_ slot: Slot, _ union: Int) -> Bool {
        let number: Double
        switch slot.tag.kind {
        // A number without digits is a text, which another branch may take for its own.
        case .double: number = Double(bitPattern: slot.word)
        case .float: number = Double(Float(bitPattern: UInt32(truncatingIfNeeded: slot.word)))
        // An object of one member that is called like a branch is a tag.
        case .map:
            return slot.count == 1 && shape.branch(union, named: storage.string(storage.slots[Int(slot.word)])) != nil
        case .record:
            let record = shape.types[shape.types[union].children[slot.tag.branch ?? 0]]
            return slot.count == 1 && shape.branch(union, named: record.names[0]) != nil
        default: return false
        }
        return !number.isFinite && shape.hasText(union)
    }

    mutating func content(_ slot: Slot, _ type: Int) throws(AvroDecodingError) -> JSONValue {
        let shape = shape.types[type]
        let isText = slot.tag.kind == .bytes || slot.tag.kind == .fixed || slot.tag.kind == .string
        // A byte is up to two of UTF-8, or four characters of base64 for three.
        try charge(textBytes: isText ? 2 * Int(slot.count) : 0)
        if form == .people, let logical = shape.logicalType, let text = LogicalText.text(of: slot, logical, in: storage) {
            return .string(text)
        }
        switch slot.tag.kind {
        case .null, .union: return .null
        case .boolean: return .bool(slot.word != 0)
        case .int, .long: return .number(JSONNumber(Int64(bitPattern: slot.word)))
        case .float:
            let number = Float(bitPattern: UInt32(truncatingIfNeeded: slot.word))
            if let name = NonFinite(Double(number)) { return .string(name.rawValue) }
            return .number(JSONNumber(unchecked: number.description))
        case .double:
            let number = Double(bitPattern: slot.word)
            return JSONNumber(number).map { .number($0) } ?? .string(NonFinite(number)?.rawValue ?? "NaN")
        case .bytes, .fixed: return .string(storage.withContent(of: slot, text))
        case .string: return .string(storage.string(slot))
        case .enumeration: return .string(shape.names[Int(slot.word)])
        case .array:
            var items: [JSONValue] = []
            items.reserveCapacity(Int(slot.count))
            for item in 0..<Int(slot.count) { items.append(try value(Int(slot.word) + item, shape.children[0])) }
            return .array(items)
        case .map:
            var object = JSONObject()
            for entry in 0..<Int(slot.count) {
                let place = Int(slot.word) + entry * 2, key = storage.slots[place]
                try charge(textBytes: Int(key.count))
                object[storage.string(key)] = try value(place + 1, shape.children[0])
            }
            return .object(object)
        case .record:
            var object = JSONObject()
            for field in 0..<Int(slot.count) {
                object[shape.names[field]] = try value(Int(slot.word) + field, shape.children[field])
            }
            return .object(object)
        }
    }

    /// Counts memory before it is taken.
    private mutating func charge(textBytes: Int) throws(AvroDecodingError) {
        allocated += JSONValue.allocation + textBytes
        let limit = storage.plan.limits.maxAllocation
        if allocated > limit { throw .tooMuchMemory(limit, wanted: allocated, at: storage.end) }
    }

    private func text(_ bytes: UnsafeRawBufferPointer) -> String {
        if form == .people { return Base64.encode(bytes) }
        var text = ""
        for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        return text
    }
}

/// What kind of JSON a value is in the people's form.
enum JSONSurface: UInt8 {
    case null = 1, bool = 2, number = 4, string = 8, array = 16, object = 32

    init(_ value: JSONValue) {
        self = switch value {
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }
}

extension TypeShape {
    /// What values of the type are written as.
    var surface: JSONSurface {
        if logicalType != nil { return .string }
        return switch kind {
        case .null, .union: .null
        case .boolean: .bool
        case .int, .long, .float, .double: .number
        case .bytes, .string, .fixed, .enumeration: .string
        case .array: .array
        case .map, .record: .object
        }
    }
}

extension SchemaShape {
    /// Whether two branches of a union look the same in JSON, so that its values need the name of their branch.
    func needsTags(_ union: Int) -> Bool {
        var seen: UInt8 = 0
        for child in types[union].children {
            let surface = types[child].surface.rawValue
            if seen & surface != 0 { return true }
            seen |= surface
        }
        return false
    }

    /// Whether a union has a branch that is written as text.
    func hasText(_ union: Int) -> Bool { types[union].children.contains { types[$0].surface == .string } }
}
