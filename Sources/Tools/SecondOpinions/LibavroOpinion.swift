internal import CAvro
package import LeafDump

/// Debian's libavro reads data with the schema it was written in: generic values, no resolution, which it gets wrong.
package final class LibavroOpinion: Opinion {
    private let schema: avro_schema_t
    private let type: UnsafeMutablePointer<avro_value_iface_t>
    private var value = avro_value_t()

    /// Refuses schemas that libavro loses its way in: a bare name used inside a namespace that is said to be empty, types
    /// written as objects within objects.
    package init(_ text: String) throws(OpinionRefusal) {
        var parsed: avro_schema_t?
        guard avro_schema_from_json_length(text, text.utf8.count, &parsed) == 0, let parsed else { throw Self.refusal("schema") }
        guard let type = avro_generic_class_from_schema(parsed) else {
            avro_schema_decref(parsed)
            throw Self.refusal("class")
        }
        guard avro_generic_value_new(type, &value) == 0 else {
            herald_avro_class_free(type)
            avro_schema_decref(parsed)
            throw Self.refusal("value")
        }
        schema = parsed
        self.type = type
    }

    deinit {
        avro_value_decref(&value)
        herald_avro_class_free(type)
        avro_schema_decref(schema)
    }

    package func dump(_ bytes: [UInt8], to dump: inout LeafDump) throws(OpinionRefusal) {
        let status = bytes.withUnsafeBytes { raw in
            // The reader lives no longer than the closure that lends it the bytes.
            let reader = avro_reader_memory(raw.baseAddress?.assumingMemoryBound(to: CChar.self), Int64(raw.count))
            defer { avro_reader_free(reader) }
            return avro_value_read(reader, &value)
        }
        guard status == 0 else { throw Self.refusal("datum") }
        try Self.write(&value, to: &dump)
    }

    private static func refusal(_ reading: String) -> OpinionRefusal {
        OpinionRefusal("libavro refuses the \(reading): \(String(cString: avro_strerror()))")
    }

    private static func write(_ value: inout avro_value_t, to dump: inout LeafDump) throws(OpinionRefusal) {
        let kind = herald_avro_type(&value)
        switch kind {
        case AVRO_UNION:
            var branch: Int32 = 0
            var inner = avro_value_t()
            try check(herald_avro_discriminant(&value, &branch), "branch")
            try check(herald_avro_branch(&value, &inner), "branch")
            dump.branch(Int(branch))
            try write(&inner, to: &dump)
        case AVRO_RECORD, AVRO_ARRAY, AVRO_MAP:
            try writeParts(kind, &value, to: &dump)
        default:
            try writeLeaf(kind, &value, to: &dump)
        }
    }

    private static func writeParts(
        _ kind: avro_type_t, _ value: inout avro_value_t, to dump: inout LeafDump
    ) throws(OpinionRefusal) {
        var count = 0
        try check(herald_avro_size(&value, &count), "size")
        switch kind {
        case AVRO_RECORD: dump.record(count)
        case AVRO_ARRAY: dump.array(count)
        default: dump.map(count)
        }
        for index in 0..<count {
            var child = avro_value_t()
            var name: UnsafePointer<CChar>?
            try check(herald_avro_at(&value, index, &child, &name), "part")
            // Keys end at their first zero byte, which is all that libavro tells of them.
            if kind == AVRO_MAP, let name {
                dump.key(UnsafeRawBufferPointer(start: name, count: String(cString: name).utf8.count))
            }
            try write(&child, to: &dump)
        }
    }

    private static func writeLeaf(
        _ kind: avro_type_t, _ value: inout avro_value_t, to dump: inout LeafDump
    ) throws(OpinionRefusal) {
        var narrow: Int32 = 0
        var size = 0
        switch kind {
        case AVRO_NULL: dump.null()
        case AVRO_BOOLEAN:
            try check(herald_avro_boolean(&value, &narrow), "boolean")
            dump.bool(narrow != 0)
        case AVRO_INT32:
            try check(herald_avro_int(&value, &narrow), "int")
            dump.integer(Int64(narrow))
        case AVRO_INT64:
            var wide: Int64 = 0
            try check(herald_avro_long(&value, &wide), "long")
            dump.integer(wide)
        case AVRO_FLOAT:
            var number: Float = 0
            try check(herald_avro_float(&value, &number), "float")
            dump.float(number)
        case AVRO_DOUBLE:
            var number: Double = 0
            try check(herald_avro_double(&value, &number), "double")
            dump.double(number)
        case AVRO_ENUM:
            try check(herald_avro_enum(&value, &narrow), "symbol")
            dump.symbol(Int(narrow))
        case AVRO_STRING:
            var text: UnsafePointer<CChar>?
            try check(herald_avro_string(&value, &text, &size), "string")
            // The size counts the terminating zero.
            dump.string(UnsafeRawBufferPointer(start: text, count: size - 1))
        default:
            var content: UnsafeRawPointer?
            let isFixed = kind == AVRO_FIXED
            try check(isFixed ? herald_avro_fixed(&value, &content, &size) : herald_avro_bytes(&value, &content, &size), "bytes")
            dump.bytes(UnsafeRawBufferPointer(start: content, count: size))
        }
    }

    private static func check(_ status: Int32, _ reading: String) throws(OpinionRefusal) {
        guard status == 0 else { throw refusal(reading) }
    }
}
