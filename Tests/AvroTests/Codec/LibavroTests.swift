@testable import Avro
import CAvro
import Testing

/// Debian's libavro as a second opinion: it decodes what our decoder has accepted, with the writer's schema, and every leaf
/// must be the same.
@Suite struct `libavro reads the same` {
    @Test func `every leaf of random data`() throws {
        var compared = 0
        for seed in UInt64(1)...300 {
            var maker = RandomSchema(seed: seed, hasLogicalTypes: false)
            let text = maker.text()
            let schema = try schema(text)
            // It loses its way when a bare name is used inside a namespace (its one known fault that shows here).
            guard let second = LibavroSchema(text) else { continue }
            var values = RandomValue(schema, seed: seed)
            for _ in 0..<3 {
                let bytes = try AvroValueEncoder(schema).encode(values.value())
                let datum = try GenericDatum(bytes, plan: SchemaResolution.plan(for: schema))
                if let difference = second.difference(from: datum, bytes) {
                    Issue.record("seed \(seed): \(difference) in \(text)")
                } else {
                    compared += 1
                }
            }
        }
        #expect(compared > 300)
    }

    @Test func `the order record`() throws {
        let schema = try schema(OrderFixture.schemaText)
        let bytes = try AvroValueEncoder(schema).encode(OrderFixture.value)
        let datum = try GenericDatum(bytes, plan: SchemaResolution.plan(for: schema))
        let second = try #require(LibavroSchema(OrderFixture.schemaText))
        #expect(second.difference(from: datum, bytes) == nil)
    }
}

/// A schema as libavro has parsed it.
final class LibavroSchema {
    private let schema: avro_schema_t
    private let type: UnsafeMutablePointer<avro_value_iface_t>

    init?(_ text: String) {
        var parsed: avro_schema_t?
        guard avro_schema_from_json_length(text, text.utf8.count, &parsed) == 0, let parsed else { return nil }
        guard let type = avro_generic_class_from_schema(parsed) else { return nil }
        schema = parsed
        self.type = type
    }

    deinit {
        herald_avro_class_free(type)
        avro_schema_decref(schema)
    }

    /// nil if libavro reads the same.
    func difference(from datum: GenericDatum, _ bytes: [UInt8]) -> String? {
        var value = avro_value_t()
        guard avro_generic_value_new(type, &value) == 0 else { return "no value: \(String(cString: avro_strerror()))" }
        defer { avro_value_decref(&value) }
        return bytes.withUnsafeBytes { raw in
            let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            let reader = avro_reader_memory(start, Int64(raw.count))
            defer { avro_reader_free(reader) }
            guard avro_value_read(reader, &value) == 0 else { return "refused: \(String(cString: avro_strerror()))" }
            return compare(&value, datum.root, "$")
        }
    }

    private func compare(_ theirs: inout avro_value_t, _ ours: GenericValue, _ path: String) -> String? {
        let kind = herald_avro_type(&theirs)
        if kind == AVRO_UNION {
            var branch: Int32 = 0
            var inner = avro_value_t()
            guard herald_avro_discriminant(&theirs, &branch) == 0, herald_avro_branch(&theirs, &inner) == 0 else {
                return "\(path): no branch"
            }
            return Int(branch) == ours.unionBranch ? compare(&inner, ours, path) : "\(path): branch \(branch)"
        }
        switch kind {
        case AVRO_RECORD, AVRO_ARRAY, AVRO_MAP: return compareParts(kind, &theirs, ours, path)
        default: return isSame(kind, &theirs, ours) ? nil : "\(path): \(ours.tree)"
        }
    }

    private func isSame(_ kind: avro_type_t, _ theirs: inout avro_value_t, _ ours: GenericValue) -> Bool {
        var text: UnsafePointer<CChar>?
        var content: UnsafeRawPointer?
        var size = 0
        switch kind {
        case AVRO_NULL: return ours.isNull
        case AVRO_BOOLEAN:
            var value: Int32 = 0
            return herald_avro_boolean(&theirs, &value) == 0 && ours.bool == (value != 0)
        case AVRO_INT32:
            var value: Int32 = 0
            return herald_avro_int(&theirs, &value) == 0 && ours.int32 == value
        case AVRO_INT64:
            var value: Int64 = 0
            return herald_avro_long(&theirs, &value) == 0 && ours.int64 == value
        case AVRO_FLOAT:
            var value: Float = 0
            return herald_avro_float(&theirs, &value) == 0 && ours.float?.bitPattern == value.bitPattern
        case AVRO_DOUBLE:
            var value: Double = 0
            return herald_avro_double(&theirs, &value) == 0 && ours.double?.bitPattern == value.bitPattern
        case AVRO_ENUM:
            var value: Int32 = 0
            guard herald_avro_enum(&theirs, &value) == 0, case .enumeration(let type) = ours.type.kind else { return false }
            return ours.symbol == type.symbols[Int(value)]
        case AVRO_STRING:
            guard herald_avro_string(&theirs, &text, &size) == 0 else { return false }
            return ours.string.map { Array($0.utf8) } == [UInt8](UnsafeRawBufferPointer(start: text, count: size - 1))
        case AVRO_BYTES:
            guard herald_avro_bytes(&theirs, &content, &size) == 0 else { return false }
            return ours.bytes == [UInt8](UnsafeRawBufferPointer(start: content, count: size))
        case AVRO_FIXED:
            guard herald_avro_fixed(&theirs, &content, &size) == 0 else { return false }
            return ours.bytes == [UInt8](UnsafeRawBufferPointer(start: content, count: size))
        default: return false
        }
    }

    private func compareParts(
        _ kind: avro_type_t, _ theirs: inout avro_value_t, _ ours: GenericValue, _ path: String
    ) -> String? {
        let parts: [(name: String, value: GenericValue)]
        switch kind {
        case AVRO_RECORD: parts = ours.record.map { Array($0) } ?? []
        case AVRO_ARRAY: parts = ours.array.map { $0.enumerated().map { ("\($0)", $1) } } ?? []
        default: parts = ours.map.map { $0.map { ($0.key, $0.value) } } ?? []
        }
        var size = 0
        guard herald_avro_size(&theirs, &size) == 0, size == parts.count else {
            return "\(path): \(size) parts, not \(parts.count)"
        }
        for (index, part) in parts.enumerated() {
            var child = avro_value_t()
            var name: UnsafePointer<CChar>?
            guard herald_avro_at(&theirs, index, &child, &name) == 0 else { return "\(path): no part \(index)" }
            if kind != AVRO_ARRAY, let name, String(cString: name) != part.name { return "\(path): \(String(cString: name))" }
            if let difference = compare(&child, part.value, "\(path).\(part.name)") { return difference }
        }
        return nil
    }
}
