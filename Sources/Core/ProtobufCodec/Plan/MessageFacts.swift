internal import ProtobufSchema

/// What walks other than the decoder's want to know of a message type.
final class MessageFacts: Sendable {
    let id: ProtobufSchema.MessageID
    let fullName: String
    /// In the order of numbers, extensions of the schema among them: beside the plan's fields.
    let fields: [FieldFacts]
    /// JSON names, original names and `[extension.names]`.
    let fieldsByName: [String: Int]
    let wellKnown: WellKnownType?

    init(id: ProtobufSchema.MessageID, fullName: String, fields: [FieldFacts], wellKnown: WellKnownType?) {
        self.id = id
        self.fullName = fullName
        self.fields = fields
        self.wellKnown = wellKnown
        var names: [String: Int] = [:]
        for (index, field) in fields.enumerated() where names[field.field.name] == nil {
            if field.field.extensionName == nil { names[field.field.name] = index }
        }
        // A JSON name goes before another field's original name, as in all of Google's parsers.
        for (index, field) in fields.enumerated() { names[field.jsonName] = index }
        fieldsByName = names
    }

    /// The index among `fields`; they are sorted by number.
    func index(ofNumber number: Int32) -> Int? {
        var low = 0, high = fields.count
        while low < high {
            let middle = (low + high) / 2
            if fields[middle].field.number < number { low = middle + 1 } else { high = middle }
        }
        return low < fields.count && fields[low].field.number == number ? low : nil
    }
}

final class FieldFacts: Sendable {
    let field: ProtobufField
    /// `name`, or `[full.name]` of an extension.
    let jsonName: String
    /// The value where none is set, as a slot's word; strings and bytes have `defaultContent`.
    let defaultWord: UInt64
    let defaultContent: [UInt8]

    init(_ field: ProtobufField, firstEnumValue: Int32) {
        self.field = field
        jsonName = field.extensionName.map { "[\($0)]" } ?? field.jsonName
        var word = UInt64(bitPattern: Int64(firstEnumValue))
        var content: [UInt8] = []
        switch field.defaultValue {
        case nil: break
        case .bool(let flag): word = flag ? 1 : 0
        case .signed(let number): word = UInt64(bitPattern: number)
        case .unsigned(let number): word = number
        case .float(let number): word = UInt64(number.bitPattern)
        case .double(let number): word = number.bitPattern
        case .enumeration(let number): word = UInt64(bitPattern: Int64(number))
        case .string(let text): content = Array(text.utf8)
        case .bytes(let bytes): content = bytes
        }
        defaultWord = word
        defaultContent = content
    }
}

/// The values of an enum by number and by name.
final class EnumFacts: Sendable {
    let fullName: String
    let isClosed: Bool
    let first: Int32
    /// The first name of each number, as an aliased enum has several.
    let names: [Int32: String]
    let numbers: [String: Int32]
    /// `"NAME"` by number from `lowest` on, empty where there is none; for enums whose numbers lie close together.
    let quotedNames: [[UInt8]]
    let lowest: Int32
    let isNullValue: Bool

    init(_ enumeration: ProtobufEnum) {
        fullName = enumeration.fullName
        isClosed = enumeration.isClosed
        var names: [Int32: String] = [:]
        var numbers: [String: Int32] = [:]
        for value in enumeration.descriptor.values {
            if names[value.number] == nil { names[value.number] = value.name }
            if numbers[value.name] == nil { numbers[value.name] = value.number }
        }
        self.names = names
        self.numbers = numbers
        first = enumeration.descriptor.values.first?.number ?? 0
        let lowest = names.keys.min() ?? 0
        let highest = names.keys.max() ?? 0
        self.lowest = lowest
        let isDense = Int(highest) - Int(lowest) < max(64, names.count * 4)
        quotedNames = isDense ? (lowest...highest).map { number in names[number].map { JSONBytes.quoted($0) } ?? [] } : []
        isNullValue = enumeration.fullName == "google.protobuf.NullValue"
    }

    /// `"NAME"`; nil if the number has no name.
    @inline(__always)
    func quotedName(_ number: Int32) -> [UInt8]? {
        let place = Int(number) - Int(lowest)
        if place >= 0, place < quotedNames.count { return quotedNames[place].isEmpty ? nil : quotedNames[place] }
        return quotedNames.isEmpty ? names[number].map { JSONBytes.quoted($0) } : nil
    }

    func contains(_ number: Int32) -> Bool {
        let place = Int(number) - Int(lowest)
        if place >= 0, place < quotedNames.count { return !quotedNames[place].isEmpty }
        return quotedNames.isEmpty && names[number] != nil
    }
}
