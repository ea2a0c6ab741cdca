package import CProtobufC
package import ProtobufSchema

/// Descriptors for protobuf-c, laid out at run time as its generator would lay them out for C: from a compiled schema, for one
/// message and all that it holds. They live as long as this object.
///
/// What protobuf-c does not know is refused: groups and delimited messages. Proto3's `optional` is a field with a flag, map
/// entries are repeated messages, extensions stay unknown fields.
package final class ProtobufCTables {
    /// One message in memory.
    struct Layout {
        var descriptor: UnsafeMutablePointer<ProtobufCMessageDescriptor>
        /// By number.
        var members: [Member]
    }

    struct Member {
        var field: ProtobufField
        var offset: Int
        /// Of the flag, the count, or the case of a oneof; nil where the value says itself whether it is there.
        var quantifierOffset: Int?
        var isInOneof: Bool
    }

    private let schema: ProtobufSchema
    private(set) var layouts: [ProtobufSchema.MessageID: Layout] = [:]
    private var memory: [UnsafeMutableRawPointer] = []
    /// The root message's.
    package let descriptor: UnsafePointer<ProtobufCMessageDescriptor>

    package init(_ schema: ProtobufSchema, root: ProtobufSchema.MessageID) throws(OpinionRefusal) {
        self.schema = schema
        var memory: [UnsafeMutableRawPointer] = []
        // Messages refer to each other, so all have their address before one is filled.
        for id in Self.reachable(from: root, in: schema) {
            let place = Self.allocate(ProtobufCMessageDescriptor.self, 1, &memory)
            layouts[id] = Layout(descriptor: place, members: [])
        }
        self.memory = memory
        // The root is reachable from itself.
        descriptor = UnsafePointer(layouts[root]!.descriptor)
        for id in layouts.keys { try fill(id) }
    }

    deinit { for place in memory { place.deallocate() } }

    private static func allocate<T>(_ type: T.Type, _ count: Int, _ memory: inout [UnsafeMutableRawPointer])
        -> UnsafeMutablePointer<T>
    {
        let byteCount = max(1, count) * MemoryLayout<T>.stride
        let place = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
        place.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        memory.append(place)
        return place.bindMemory(to: type, capacity: max(1, count))
    }

    private static func reachable(from root: ProtobufSchema.MessageID, in schema: ProtobufSchema) -> [ProtobufSchema.MessageID] {
        var found = [root], pending = [root], seen: Set = [root]
        while let id = pending.popLast() {
            for field in schema[id].fields {
                guard case .message(let inner) = field.kind, seen.insert(inner).inserted else { continue }
                found.append(inner)
                pending.append(inner)
            }
        }
        return found
    }

    private func fill(_ id: ProtobufSchema.MessageID) throws(OpinionRefusal) {
        let message = schema[id], fields = message.fields.sorted { $0.number < $1.number }
        // Behind the header: descriptor, number and address of the unknown fields.
        var end = MemoryLayout<ProtobufCMessage>.size
        func place(_ size: Int, alignment: Int? = nil) -> Int {
            let alignment = alignment ?? size
            let offset = (end + alignment - 1) / alignment * alignment
            end = offset + size
            return offset
        }
        let caseOffsets = message.oneofs.map { $0.isSynthetic ? nil : place(4) as Int? }
        var members: [Member] = []
        let described = Self.allocate(ProtobufCFieldDescriptor.self, fields.count, &memory)
        let sorted = Self.allocate(UInt32.self, fields.count, &memory)
        for (index, field) in fields.enumerated() {
            guard !field.isDelimited else {
                throw OpinionRefusal("protobuf-c knows no groups: \(message.fullName).\(field.name)")
            }
            let isInOneof = field.oneof.flatMap { caseOffsets[$0] } != nil
            var quantifier: Int?
            if field.cardinality == .repeated {
                quantifier = place(8)
            } else if isInOneof {
                quantifier = field.oneof.flatMap { caseOffsets[$0] }
            } else if field.cardinality == .singular, field.hasPresence, field.kind.needsFlag {
                quantifier = place(4)
            }
            let size = field.cardinality == .repeated ? 8 : field.kind.byteCount
            let offset = place(size, alignment: min(size, 8))
            members.append(Member(field: field, offset: offset, quantifierOffset: quantifier, isInOneof: isInOneof))
            described[index] = describe(field, offset: offset, quantifier: quantifier, isInOneof: isInOneof)
        }
        for (place, index) in fields.indices.sorted(by: { fields[$0].name < fields[$1].name }).enumerated() {
            sorted[place] = UInt32(index)
        }
        let ranges = ranges(of: fields.map(\.number))
        guard var layout = layouts[id] else { return }
        layout.members = members
        layouts[id] = layout
        layout.descriptor.pointee = ProtobufCMessageDescriptor(
            magic: UInt32(PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC), name: name(message.fullName), short_name: name(message.name),
            c_name: name(message.name), package_name: name(""), sizeof_message: (end + 7) / 8 * 8, n_fields: UInt32(fields.count),
            fields: described, fields_sorted_by_name: sorted, n_field_ranges: UInt32(ranges.count), field_ranges: ranges.start,
            message_init: nil, reserved1: nil, reserved2: nil, reserved3: nil)
    }

    private func describe(_ field: ProtobufField, offset: Int, quantifier: Int?, isInOneof: Bool) -> ProtobufCFieldDescriptor {
        var descriptor: UnsafeRawPointer?
        if case .message(let inner) = field.kind { descriptor = layouts[inner].map { UnsafeRawPointer($0.descriptor) } }
        let label: ProtobufCLabel =
            switch field.cardinality {
            case .required: PROTOBUF_C_LABEL_REQUIRED
            case .repeated: PROTOBUF_C_LABEL_REPEATED
            case .singular: field.hasPresence ? PROTOBUF_C_LABEL_OPTIONAL : PROTOBUF_C_LABEL_NONE
            }
        var flags: UInt32 = 0
        if field.isPacked { flags |= UInt32(PROTOBUF_C_FIELD_FLAG_PACKED.rawValue) }
        if isInOneof { flags |= UInt32(PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue) }
        return ProtobufCFieldDescriptor(
            name: name(field.name), id: UInt32(field.number), label: label, type: field.kind.protobufC,
            quantifier_offset: UInt32(quantifier ?? 0), offset: UInt32(offset), descriptor: descriptor, default_value: nil,
            flags: flags, reserved_flags: 0, reserved2: nil, reserved3: nil)
    }

    /// Runs of numbers without a gap, and one more that says how many fields there are.
    private func ranges(of numbers: [Int32]) -> (start: UnsafeMutablePointer<ProtobufCIntRange>, count: Int) {
        var runs: [ProtobufCIntRange] = []
        for (index, number) in numbers.enumerated() where index == 0 || numbers[index - 1] + 1 != number {
            runs.append(ProtobufCIntRange(start_value: number, orig_index: UInt32(index)))
        }
        let start = Self.allocate(ProtobufCIntRange.self, runs.count + 1, &memory)
        for (index, run) in runs.enumerated() { start[index] = run }
        start[runs.count] = ProtobufCIntRange(start_value: 0, orig_index: UInt32(numbers.count))
        return (start, runs.count)
    }

    private func name(_ text: String) -> UnsafePointer<CChar> {
        let bytes = Array(text.utf8CString)
        let place = Self.allocate(CChar.self, bytes.count, &memory)
        for (index, byte) in bytes.enumerated() { place[index] = byte }
        return UnsafePointer(place)
    }
}

extension ProtobufField.Kind {
    /// In memory, as a C compiler has it; strings and messages are addresses.
    var byteCount: Int {
        switch self {
        case .int32, .uint32, .sint32, .fixed32, .sfixed32, .float, .bool, .enumeration: 4
        case .int64, .uint64, .sint64, .fixed64, .sfixed64, .double, .string, .message: 8
        case .bytes: MemoryLayout<ProtobufCBinaryData>.size
        }
    }

    /// Whether a flag beside the value says that it is there; else a null address says that it is not.
    var needsFlag: Bool {
        switch self {
        case .string, .message: false
        default: true
        }
    }

    var protobufC: ProtobufCType {
        switch self {
        case .double: PROTOBUF_C_TYPE_DOUBLE
        case .float: PROTOBUF_C_TYPE_FLOAT
        case .int64: PROTOBUF_C_TYPE_INT64
        case .uint64: PROTOBUF_C_TYPE_UINT64
        case .int32: PROTOBUF_C_TYPE_INT32
        case .fixed64: PROTOBUF_C_TYPE_FIXED64
        case .fixed32: PROTOBUF_C_TYPE_FIXED32
        case .bool: PROTOBUF_C_TYPE_BOOL
        case .string: PROTOBUF_C_TYPE_STRING
        case .bytes: PROTOBUF_C_TYPE_BYTES
        case .uint32: PROTOBUF_C_TYPE_UINT32
        case .sfixed32: PROTOBUF_C_TYPE_SFIXED32
        case .sfixed64: PROTOBUF_C_TYPE_SFIXED64
        case .sint32: PROTOBUF_C_TYPE_SINT32
        case .sint64: PROTOBUF_C_TYPE_SINT64
        case .enumeration: PROTOBUF_C_TYPE_ENUM
        case .message: PROTOBUF_C_TYPE_MESSAGE
        }
    }
}
