internal import ProtobufSchema

/// One field of a message as the decoder looks at it: small, flat, in the order of numbers.
struct FieldPlan {
    /// What a value costs to read. The cases up to `group` are single values and elements of lists.
    enum Op: UInt8 {
        case int64, int32, uint32, sint32, sint64, bool, openEnum, closedEnum, fixed32, sfixed32, fixed64
        /// UTF-8 that is checked, and what is not.
        case string, bytes
        case message, group
        /// Repeated scalars, packed or not.
        case list
        case messageList, groupList
        /// Entries are messages of two fields that lie in the list itself.
        case map
    }

    /// The tag as the field is declared; 0 for a message set's extension beyond the numbers that tags can hold.
    var tag: UInt32
    var op: Op
    /// Of a list's elements, else the same.
    var element: Op
    var kind: JSONKind
    /// Singular without presence: zero is as good as absent.
    var isImplicit: Bool
    /// The tag's wire type when a packable list comes in its other form, else `noForm`.
    var otherForm: UInt8 = FieldPlan.noForm
    /// Where the message notes which member of the oneof is set, counted from its first slot; 0 for other fields.
    var caseSlot: UInt32 = 0
    /// A message's or enum's index in the program.
    var type: UInt32 = 0
    var number: UInt32

    static let noForm: UInt8 = 0xff
}

/// What a single value is written as in JSON, and how its slot is read.
enum JSONKind: UInt8 {
    case int32, int64, uint32, uint64, bool, float, double, string, bytes, enumeration, message

    init(_ kind: ProtobufField.Kind) {
        self = switch kind {
        case .int32, .sint32, .sfixed32: .int32
        case .int64, .sint64, .sfixed64: .int64
        case .uint32, .fixed32: .uint32
        case .uint64, .fixed64: .uint64
        case .bool: .bool
        case .float: .float
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .enumeration: .enumeration
        case .message: .message
        }
    }
}

/// Where a field's keys lie among the program's.
struct JSONKeyPlace {
    var json: Int
    var jsonCount: Int
    var original: Int
    var originalCount: Int

    init(_ field: FieldFacts, in keys: inout [UInt8]) {
        let name = JSONBytes.quotedKey(field.jsonName)
        json = keys.count
        jsonCount = name.count
        keys += name
        let original = field.field.extensionName == nil ? JSONBytes.quotedKey(field.field.name) : name
        if original == name {
            self.original = json
        } else {
            self.original = keys.count
            keys += original
        }
        originalCount = original.count
    }
}

extension FieldPlan.Op {
    /// The wire type of a single value.
    var wireType: UInt8 {
        switch self {
        case .int64, .int32, .uint32, .sint32, .sint64, .bool, .openEnum, .closedEnum: 0
        case .fixed64: 1
        case .string, .bytes, .message, .map, .messageList: 2
        case .group, .groupList: 3
        case .fixed32, .sfixed32: 5
        case .list: 2
        }
    }

    var isPackable: Bool {
        switch self {
        case .string, .bytes, .message, .group, .list, .messageList, .groupList, .map: false
        default: true
        }
    }
}

/// One message type. Its values take a run of slots: one a field in the order of numbers, one a oneof for the member that is
/// set, one for the unknown fields.
struct MessagePlan {
    var firstField: Int
    var fieldCount: Int
    /// Fields that may be recognised by the next tag alone; none in message sets.
    var fastCount: Int
    /// Where the table from low field numbers to fields begins, and how many numbers it knows; the rest is searched.
    var tableStart: Int
    var tableCount: Int
    var oneofCount: Int
    var isMessageSet: Bool
    var isMapEntry: Bool
    /// Whether a required field may be missing in it, or in a message below.
    var mayLackRequired: Bool = false

    var slotCount: Int { fieldCount + oneofCount + 1 }
    /// The slot of the unknown fields, counted from the first.
    var unknownSlot: Int { fieldCount + oneofCount }
}
