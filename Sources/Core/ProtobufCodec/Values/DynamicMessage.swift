public import ProtobufSchema

/// A message of any type: flat slots over the bytes it came from. Strings, bytes and messages inside are made only when
/// asked for.
///
///     let plan = ProtobufDecodingPlan(schema, message: id)
///     let order = try DynamicMessage(bytes, plan: plan)
///     let name = order["customer"]?.message?["name"]?.string
public struct DynamicMessage: Sendable {
    var storage: MessageStorage
    /// The message's index in the schema.
    private(set) var type: Int
    /// The first of its slots.
    private(set) var base: Int

    init(storage: MessageStorage, type: Int, base: Int) {
        self.storage = storage
        self.type = type
        self.base = base
    }

    /// Decodes the message that fills `bytes` from `offset` to their end.
    public init(_ bytes: [UInt8], from offset: Int = 0, plan: ProtobufDecodingPlan) throws(ProtobufCodecError) {
        storage = MessageStorage(plan: plan)
        type = plan.message.index
        base = 0
        try storage.fill(from: bytes, at: offset)
    }

    /// Decodes another message in the memory of this one, if nobody holds a value of it; the way to read many.
    /// After an error nothing is set.
    public mutating func decode(_ bytes: [UInt8], from offset: Int = 0, plan: ProtobufDecodingPlan) throws(ProtobufCodecError) {
        if !isKnownUniquelyReferenced(&storage) { storage = MessageStorage(plan: plan) }
        type = plan.message.index
        base = 0
        do throws(ProtobufCodecError) {
            try storage.fill(from: bytes, at: offset, with: plan)
        } catch {
            // What is half read must not be looked at.
            self = DynamicMessage(storage: .empty, type: 0, base: 0)
            throw error
        }
    }

    /// Full name of its type.
    public var typeName: String { facts.fullName }

    public var schema: ProtobufSchema { storage.program.schema }

    public var messageType: ProtobufSchema.MessageID { facts.id }

    /// The value of a field: what is set, else the default; nil if the type has no such field, or for a message that is not
    /// set. Extensions are called by their full name in brackets.
    public subscript(name: String) -> ProtobufValue? {
        facts.fieldsByName[name].flatMap { value(at: $0) }
    }

    public subscript(number: Int32) -> ProtobufValue? { facts.index(ofNumber: number).flatMap { value(at: $0) } }

    /// Whether a field is set: for fields without presence, whether it differs from zero; for repeated ones and maps, whether
    /// there are elements.
    public func has(_ name: String) -> Bool { facts.fieldsByName[name].map { isSet($0) } ?? false }

    public func has(_ number: Int32) -> Bool { facts.index(ofNumber: number).map { isSet($0) } ?? false }

    /// The fields that are set, in the order of their numbers.
    public var fields: [(field: ProtobufField, value: ProtobufValue)] {
        facts.fields.indices.compactMap { place in
            isSet(place) ? value(at: place).map { (facts.fields[place].field, $0) } : nil
        }
    }

    /// The member of the oneof that is set.
    public func member(ofOneof name: String) -> ProtobufField? {
        let message = schema[facts.id]
        guard let index = message.oneofs.firstIndex(where: { $0.name == name }) else { return nil }
        let place = facts.fields.indices.first { place in
            let field = facts.fields[place].field
            return field.oneof == index && field.extendee == nil && isSet(place)
        }
        return place.map { facts.fields[$0].field }
    }

    /// Fields that the schema does not know and values that closed enums do not have, as bytes.
    public var unknownFields: [UInt8] {
        var buffer = BackwardBuffer(capacity: 64)
        MessageEncoding(storage: storage).unknown(program.messages[type], base, &buffer)
        return buffer.bytes
    }

    // MARK: - Parts

    var program: ProtobufProgram { storage.program }

    var facts: MessageFacts { program.facts[type] }

    func isSet(_ place: Int) -> Bool {
        storage.isSet(storage.slots[base + place], program.fields[program.messages[type].firstField + place])
    }

    private func value(at place: Int) -> ProtobufValue? {
        let plan = program.fields[program.messages[type].firstField + place]
        let slot = storage.slots[base + place]
        switch plan.op {
        case .message, .group: if slot.state == 0 { return nil }
        default: break
        }
        return ProtobufValue(storage: storage, slot: slot, plan: plan, facts: facts.fields[place], isElement: false)
    }
}

extension MessageStorage {
    @inline(__always)
    func isSet(_ slot: Slot, _ field: FieldPlan) -> Bool {
        switch field.op {
        case .list, .messageList, .groupList, .map: return slot.count > 0
        default:
            guard slot.state != 0 else { return false }
            if !field.isImplicit { return true }
            return field.kind == .string || field.kind == .bytes ? slot.count > 0 : slot.word != 0
        }
    }

    /// A message without fields: what a dynamic message is after a failed `decode`.
    static let empty: MessageStorage = {
        var file = FileDescriptor(name: "empty.proto")
        file.messages = [MessageDescriptor(name: "Nothing")]
        do {
            let schema = try ProtobufSchema(linking: [file], roots: [0])
            let plan = ProtobufDecodingPlan(schema, message: ProtobufSchema.MessageID(0))
            let storage = MessageStorage(plan: plan)
            try storage.fill(from: [], at: 0)
            return storage
        } catch {
            preconditionFailure("a message without fields is read from nothing")
        }
    }()
}
