package import ProtobufCodec
internal import ProtobufSchema

extension LeafDump {
    /// A message as our decoder reads it.
    package mutating func write(_ message: DynamicMessage?) {
        for (field, value) in message?.fields ?? [] {
            inside(field.name) { dump in
                dump.field(Int(field.number))
                if let map = value.map {
                    dump.array(map.count)
                    dump.entries(
                        map.map { entry in
                            var dump = LeafDump()
                            dump.write(entry.key)
                            dump.write(entry.value)
                            return dump.bytes
                        })
                } else if let list = value.list {
                    dump.array(list.count)
                    for (index, element) in list.enumerated() { dump.inside("[\(index)]") { $0.write(element) } }
                } else {
                    dump.write(value)
                }
            }
        }
        endMessage()
    }

    private mutating func write(_ value: ProtobufValue) {
        switch value.field.kind {
        case .bool: bool(value.bool ?? false)
        case .int32, .int64, .sint32, .sint64, .sfixed32, .sfixed64: integer(value.int64 ?? 0)
        case .uint32, .uint64, .fixed32, .fixed64: unsigned(value.uint64 ?? 0)
        case .float: float(value.float ?? 0)
        case .double: double(value.double ?? 0)
        case .enumeration: symbol(Int(value.enumNumber ?? 0))
        case .string: Array((value.string ?? "").utf8).withUnsafeBytes { string($0) }
        case .bytes: (value.bytes ?? []).withUnsafeBytes { bytes($0) }
        case .message: write(value.message)
        }
    }
}
