import CAvro
import Glibc

/// The same records through Debian's libavro: its generic values, decoded into one that is reused, encoded from one each.
final class LibavroOrders {
    private let schema: avro_schema_t
    private let type: UnsafeMutablePointer<avro_value_iface_t>
    var reused = avro_value_t()
    /// Filled from a Swift type, again and again.
    var filled = avro_value_t()
    private var values: [avro_value_t] = []
    private let reader: avro_reader_t
    private let writer: avro_writer_t
    private let output = UnsafeMutablePointer<CChar>.allocate(capacity: LibavroOrders.outputByteCount)

    /// No order comes near it; libavro refuses to write past the end.
    private static let outputByteCount = 64 << 10

    init(_ text: String, _ data: [[UInt8]]) throws {
        var parsed: avro_schema_t?
        guard avro_schema_from_json_length(text, text.utf8.count, &parsed) == 0, let parsed,
            let type = avro_generic_class_from_schema(parsed), avro_generic_value_new(type, &reused) == 0,
            avro_generic_value_new(type, &filled) == 0
        else { throw Self.problem("read the order schema") }
        schema = parsed
        self.type = type
        reader = avro_reader_memory(output, 0)
        writer = avro_writer_memory(output, Int64(Self.outputByteCount))
        for bytes in data {
            var value = avro_value_t()
            guard avro_generic_value_new(type, &value) == 0 else { throw Self.problem("make a value") }
            try decode(bytes, into: &value)
            values.append(value)
        }
    }

    deinit {
        for index in values.indices { avro_value_decref(&values[index]) }
        avro_value_decref(&reused)
        avro_value_decref(&filled)
        avro_reader_free(reader)
        avro_writer_free(writer)
        herald_avro_class_free(type)
        avro_schema_decref(schema)
        output.deallocate()
    }

    func decode(_ bytes: [UInt8]) throws { try decode(bytes, into: &reused) }

    func encode(_ index: Int) throws { try write(&values[index]) }

    func write(_ value: inout avro_value_t) throws {
        avro_writer_reset(writer)
        guard avro_value_write(writer, &value) == 0 else { throw Self.problem("encode") }
    }

    /// As text on one line, which libavro hands out as memory of its own.
    func json(_ index: Int) throws -> Int {
        var text: UnsafeMutablePointer<CChar>?
        guard avro_value_to_json(&values[index], 1, &text) == 0, let text else { throw Self.problem("print JSON") }
        defer { free(text) }
        return Int(text.pointee)
    }

    private func decode(_ bytes: [UInt8], into value: inout avro_value_t) throws {
        let status = bytes.withUnsafeBytes { raw in
            // The reader is pointed elsewhere before it reads again, so it never outlives the bytes.
            avro_reader_memory_set_source(reader, raw.baseAddress?.assumingMemoryBound(to: CChar.self), Int64(raw.count))
            return avro_value_read(reader, &value)
        }
        guard status == 0 else { throw Self.problem("decode") }
    }

    static func problem(_ doing: String) -> SystemProblem {
        SystemProblem("libavro could not \(doing)", found: String(cString: avro_strerror()))
    }
}
