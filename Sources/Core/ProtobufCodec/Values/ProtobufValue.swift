public import ProtobufSchema

/// A value of a decoded message. Cheap to copy; keeps the message alive. Accessors answer nil if the value is of another kind.
public struct ProtobufValue: Sendable {
    let storage: MessageStorage
    /// Absent where the value is the field's default.
    let slot: Slot
    let plan: FieldPlan
    let facts: FieldFacts
    /// Whether it is one of a list's values rather than the list.
    let isElement: Bool

    /// What the field says of it.
    public var field: ProtobufField { facts.field }

    private var isSingle: Bool {
        if isElement { return true }
        return switch plan.op {
        case .list, .messageList, .groupList, .map: false
        default: true
        }
    }

    private func word(_ kinds: JSONKind...) -> UInt64? {
        guard isSingle, kinds.contains(plan.kind) else { return nil }
        return slot.state == 0 && !isElement ? facts.defaultWord : slot.word
    }

    public var bool: Bool? { word(.bool).map { $0 != 0 } }

    /// An integer that fits, signed or not.
    public var int64: Int64? {
        if let word = word(.uint32, .uint64) { return Int64(exactly: word) }
        return word(.int32, .int64).map { Int64(bitPattern: $0) }
    }

    /// An integer that is not negative.
    public var uint64: UInt64? {
        if let word = word(.uint32, .uint64) { return word }
        return word(.int32, .int64).flatMap { UInt64(exactly: Int64(bitPattern: $0)) }
    }

    public var float: Float? { word(.float).map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) } }

    /// A double or a float.
    public var double: Double? { float.map { Double($0) } ?? word(.double).map { Double(bitPattern: $0) } }

    /// A string, or the name of an enum's value if it has one.
    public var string: String? {
        if plan.kind == .enumeration { return enumName }
        guard isSingle, plan.kind == .string else { return nil }
        return slot.state == 0 && !isElement ? String(decoding: facts.defaultContent, as: UTF8.self) : storage.string(slot)
    }

    public var bytes: [UInt8]? {
        guard isSingle, plan.kind == .bytes else { return nil }
        return slot.state == 0 && !isElement ? facts.defaultContent : storage.content(slot)
    }

    /// The number of an enum's value.
    public var enumNumber: Int32? { word(.enumeration).map { Int32(truncatingIfNeeded: $0) } }

    /// The name of an enum's value; nil for numbers without one.
    public var enumName: String? { enumNumber.flatMap { storage.program.enums[Int(plan.type)].names[$0] } }

    public var message: DynamicMessage? {
        guard isSingle, plan.kind == .message, slot.state != 0 else { return nil }
        return DynamicMessage(storage: storage, type: Int(plan.type), base: Int(slot.word))
    }

    /// The elements of a repeated field that is no map.
    public var list: ProtobufList? { isSingle || plan.op == .map ? nil : ProtobufList(whole: self) }

    public var map: ProtobufMap? { !isElement && plan.op == .map ? ProtobufMap(whole: self) : nil }
}

/// The values of a repeated field.
public struct ProtobufList: Sendable, RandomAccessCollection {
    let whole: ProtobufValue

    public var startIndex: Int { 0 }
    public var endIndex: Int { Int(whole.slot.count) }

    public subscript(position: Int) -> ProtobufValue {
        precondition(position >= 0 && position < endIndex, "an index lies inside its list")
        let slot = whole.storage.slots[Int(whole.slot.word) + position]
        return ProtobufValue(storage: whole.storage, slot: slot, plan: whole.plan, facts: whole.facts, isElement: true)
    }
}

/// The entries of a map in the order written, the last one of each key.
public struct ProtobufMap: Sendable, RandomAccessCollection {
    private let whole: ProtobufValue
    private let entries: [Int]

    init(whole: ProtobufValue) {
        self.whole = whole
        entries = whole.storage.distinctEntries(whole.slot, whole.plan)
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { entries.count }

    public subscript(position: Int) -> (key: ProtobufValue, value: ProtobufValue) {
        let type = Int(whole.plan.type)
        let entry = entries[position]
        func part(_ place: Int) -> ProtobufValue {
            let storage = whole.storage
            return ProtobufValue(
                storage: storage, slot: storage.slots[entry + place],
                plan: storage.program.fields[storage.program.messages[type].firstField + place],
                facts: storage.program.facts[type].fields[place], isElement: true)
        }
        return (part(0), part(1))
    }

    /// The value under a key as JSON writes it: `"a"`, `12`, `true`. Looks at every entry.
    public subscript(key: String) -> ProtobufValue? {
        indices.first { self[$0].key.keyText == key }.map { self[$0].value }
    }
}

extension ProtobufValue {
    /// A map's key as text.
    package var keyText: String {
        switch plan.kind {
        case .string: storage.string(slot)
        case .bool: slot.word != 0 ? "true" : "false"
        case .uint32, .uint64: "\(slot.word)"
        default: "\(Int64(bitPattern: slot.word))"
        }
    }
}

extension MessageStorage {
    /// The first slot of each entry of a map, the last one for keys that were written several times.
    func distinctEntries(_ list: Slot, _ field: FieldPlan) -> [Int] {
        let first = Int(list.word), count = Int(list.count)
        var entries = (0..<count).map { first + $0 * Slot.entryStride }
        guard count > 1 else { return entries }
        let isText = program.fields[program.messages[Int(field.type)].firstField].kind == .string
        if count <= 8 {
            // Few enough to compare each with those behind it.
            entries = entries.enumerated().filter { place, entry in
                !entries[(place + 1)...].contains { isSameKey(slots[entry], slots[$0], isText) }
            }.map(\.element)
            return entries
        }
        var seenTexts: Set<[UInt8]> = []
        var seenWords: Set<UInt64> = []
        var kept: [Int] = []
        for entry in entries.reversed() {
            let isNew = isText ? seenTexts.insert(content(slots[entry])).inserted : seenWords.insert(slots[entry].word).inserted
            if isNew { kept.append(entry) }
        }
        return kept.reversed()
    }

    func isSameKey(_ left: Slot, _ right: Slot, _ isText: Bool) -> Bool {
        guard isText else { return left.word == right.word }
        guard left.count == right.count else { return false }
        return withContent(of: left) { left in withContent(of: right) { right in left.elementsEqual(right) } }
    }
}
