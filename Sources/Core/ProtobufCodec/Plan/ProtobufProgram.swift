internal import ProtobufSchema

/// All message types of a schema, compiled for decoding, encoding and JSON.
///
/// `@unchecked Sendable`: the tables are filled by `init` and read from then on.
final class ProtobufProgram: @unchecked Sendable {
    let schema: ProtobufSchema
    /// The keys of JSON members, `"name":`, one after the other, and beside `fields` where each lies.
    let keys: UnsafeMutablePointer<UInt8>
    let keyPlaces: UnsafeMutablePointer<JSONKeyPlace>
    /// In bounds by construction: a message plan's ranges lie in the tables that were made for it.
    let messages: UnsafeMutablePointer<MessagePlan>
    let fields: UnsafeMutablePointer<FieldPlan>
    /// From field numbers to fields of the message, -1 for none.
    let table: UnsafeMutablePointer<Int32>
    /// By message index.
    let facts: [MessageFacts]
    /// By enum index.
    let enums: [EnumFacts]

    /// Numbers below this are looked up in a table whatever their fields.
    private static let leastTableCount = 64

    init(_ schema: ProtobufSchema) {
        self.schema = schema
        let enums = schema.enums.map { EnumFacts($0) }
        self.enums = enums
        var extensions: [ProtobufSchema.MessageID: [ProtobufField]] = [:]
        for field in schema.extensions { if let extendee = field.extendee { extensions[extendee, default: []].append(field) } }
        var plans: [MessagePlan] = []
        var fieldPlans: [FieldPlan] = []
        var tables: [Int32] = []
        var facts: [MessageFacts] = []
        var keys: [UInt8] = []
        var keyPlaces: [JSONKeyPlace] = []
        for (index, message) in schema.messages.enumerated() {
            let id = ProtobufSchema.MessageID(index)
            let sorted = (message.fields + extensions[id, default: []]).sorted { $0.number < $1.number }
            var caseSlots: [Int: UInt32] = [:]
            for (place, oneof) in message.oneofs.enumerated() where !oneof.isSynthetic && !oneof.fields.isEmpty {
                caseSlots[place] = UInt32(sorted.count + caseSlots.count)
            }
            let tableCount = min(Int(sorted.last?.number ?? 0) + 1, max(Self.leastTableCount, sorted.count * 4))
            plans.append(
                MessagePlan(
                    firstField: fieldPlans.count, fieldCount: sorted.count, fastCount: message.isMessageSet ? 0 : sorted.count,
                    tableStart: tables.count, tableCount: tableCount, oneofCount: caseSlots.count,
                    isMessageSet: message.isMessageSet, isMapEntry: message.isMapEntry))
            var numbers = Array(repeating: Int32(-1), count: tableCount)
            for (place, field) in sorted.enumerated() {
                if Int(field.number) < tableCount { numbers[Int(field.number)] = Int32(place) }
                let oneof = field.extendee == nil ? field.oneof : nil
                fieldPlans.append(FieldPlan(field, caseSlot: oneof.flatMap { caseSlots[$0] } ?? 0, schema))
            }
            tables += numbers
            let fieldFacts = sorted.map { field in
                var first: Int32 = 0
                if case .enumeration(let id) = field.kind { first = enums[id.index].first }
                return FieldFacts(field, firstEnumValue: first)
            }
            for field in fieldFacts { keyPlaces.append(JSONKeyPlace(field, in: &keys)) }
            facts.append(
                MessageFacts(
                    id: id, fullName: message.fullName, fields: fieldFacts, wellKnown: WellKnownType(message, in: schema)))
        }
        Self.markRequired(&plans, schema, extensions)
        self.facts = facts
        messages = Self.table(plans)
        fields = Self.table(fieldPlans)
        table = Self.table(tables)
        self.keys = Self.table(keys)
        self.keyPlaces = Self.table(keyPlaces)
    }

    deinit {
        messages.deallocate()
        fields.deallocate()
        table.deallocate()
        keys.deallocate()
        keyPlaces.deallocate()
    }

    private static func table<T: BitwiseCopyable>(_ elements: [T]) -> UnsafeMutablePointer<T> {
        let memory = UnsafeMutablePointer<T>.allocate(capacity: max(elements.count, 1))
        memory.initialize(from: elements, count: elements.count)
        return memory
    }

    /// Marks messages from which a required field can be reached, so that all others are never searched for one.
    private static func markRequired(
        _ plans: inout [MessagePlan], _ schema: ProtobufSchema, _ extensions: [ProtobufSchema.MessageID: [ProtobufField]]
    ) {
        var users: [[Int]] = Array(repeating: [], count: plans.count)
        var pending: [Int] = []
        for (index, message) in schema.messages.enumerated() {
            for field in message.fields + extensions[ProtobufSchema.MessageID(index), default: []] {
                if case .message(let used) = field.kind { users[used.index].append(index) }
            }
            if message.fields.contains(where: { $0.cardinality == .required }) { pending.append(index) }
        }
        while let index = pending.popLast() {
            if plans[index].mayLackRequired { continue }
            plans[index].mayLackRequired = true
            pending += users[index]
        }
    }

    /// The place of a field among its message's; -1 if the number is unknown.
    @inline(__always)
    func place(of number: UInt32, in plan: MessagePlan) -> Int {
        // In bounds: the table has `tableCount` entries for this message.
        if Int(number) < plan.tableCount { return Int(table[plan.tableStart &+ Int(number)]) }
        return search(number, in: plan)
    }

    func search(_ number: UInt32, in plan: MessagePlan) -> Int {
        var low = 0, high = plan.fieldCount
        while low < high {
            let middle = (low + high) / 2
            if fields[plan.firstField + middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low < plan.fieldCount && fields[plan.firstField + low].number == number ? low : -1
    }
}

extension FieldPlan {
    init(_ field: ProtobufField, caseSlot: UInt32, _ schema: ProtobufSchema) {
        kind = JSONKind(field.kind)
        isImplicit = field.cardinality == .singular && !field.hasPresence
        var type: UInt32 = 0
        let single: Op
        switch field.kind {
        case .int64, .uint64: single = .int64
        case .int32: single = .int32
        case .uint32: single = .uint32
        case .sint32: single = .sint32
        case .sint64: single = .sint64
        case .bool: single = .bool
        case .fixed32, .float: single = .fixed32
        case .sfixed32: single = .sfixed32
        case .fixed64, .sfixed64, .double: single = .fixed64
        case .string: single = field.checksUTF8 ? .string : .bytes
        case .bytes: single = .bytes
        case .enumeration(let id):
            single = schema[id].isClosed ? .closedEnum : .openEnum
            type = UInt32(id.index)
        case .message(let id):
            single = field.isDelimited ? .group : .message
            type = UInt32(id.index)
        }
        element = single
        op = single
        var wireType = single.wireType
        if field.cardinality == .repeated {
            op = field.isMap ? .map : single == .message ? .messageList : single == .group ? .groupList : .list
            if single.isPackable {
                otherForm = field.isPacked ? wireType : 2
                if field.isPacked { wireType = 2 }
            }
        }
        self.caseSlot = caseSlot
        self.type = type
        number = UInt32(bitPattern: field.number)
        tag = field.number < 1 << 29 ? number << 3 | UInt32(wireType) : 0
    }
}
