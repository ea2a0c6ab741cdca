internal import CAvro
internal import Glibc

/// Reads an Avro container file with libavro, and encodes what it read again: blocks, codecs and the shape of collections are
/// the file's own matter.
final class ContainerReader {
    private let reader: avro_file_reader_t
    private let schema: avro_schema_t
    private let type: UnsafeMutablePointer<avro_value_iface_t>
    private var value = avro_value_t()
    /// What came behind the data that were handed out last.
    private var pending: OpinionRefusal?
    /// libavro must not be asked again behind the end.
    private var isAtEnd = false
    private var readCount = 0

    /// What one answer has, roughly.
    private static let answerBytes = 256 << 10
    private static let answerCount = 1000

    init(_ path: String) throws(OpinionRefusal) {
        var opened: avro_file_reader_t?
        guard avro_file_reader(path, &opened) == 0, let opened else { throw Self.refusal("cannot open \(path)") }
        let schema: avro_schema_t? = avro_file_reader_get_writer_schema(opened)
        guard let schema, let type = avro_generic_class_from_schema(schema) else {
            avro_file_reader_close(opened)
            throw Self.refusal("cannot use the schema of \(path)")
        }
        (reader, self.schema, self.type) = (opened, schema, type)
        guard avro_generic_value_new(type, &value) == 0 else { throw Self.refusal("cannot make a value") }
    }

    deinit {
        if value.iface != nil { avro_value_decref(&value) }
        herald_avro_class_free(type)
        avro_schema_decref(schema)
        avro_file_reader_close(reader)
    }

    /// The next data in order; none at the end.
    func next() throws(OpinionRefusal) -> [[UInt8]] {
        if let pending { throw pending }
        if isAtEnd { return [] }
        var data: [[UInt8]] = [], byteCount = 0
        while byteCount < Self.answerBytes, data.count < Self.answerCount {
            do throws(OpinionRefusal) {
                guard let datum = try read() else { break }
                data.append(datum)
                byteCount += datum.count
                readCount += 1
            } catch {
                pending = error
                if data.isEmpty { throw error }
                break
            }
        }
        return data
    }

    private func read() throws(OpinionRefusal) -> [UInt8]? {
        guard herald_avro_reset(&value) == 0 else { throw Self.refusal("cannot reset a value") }
        let status = avro_file_reader_read_value(reader, &value)
        if status == EOF {
            isAtEnd = true
            return nil
        }
        guard status == 0 else { throw Self.refusal("cannot read datum \(readCount + 1)") }
        var size = 0
        guard herald_avro_sizeof(&value, &size) == 0 else { throw Self.refusal("cannot encode datum \(readCount + 1)") }
        var bytes = [UInt8](repeating: 0, count: size)
        let written = bytes.withUnsafeMutableBytes { raw in
            // The writer lives no longer than the closure that lends it the bytes, and stays inside of them.
            let writer = avro_writer_memory(raw.baseAddress?.assumingMemoryBound(to: CChar.self), Int64(raw.count))
            defer { avro_writer_free(writer) }
            return avro_value_write(writer, &value)
        }
        guard written == 0 else { throw Self.refusal("cannot encode datum \(readCount + 1)") }
        return bytes
    }

    private static func refusal(_ what: String) -> OpinionRefusal {
        OpinionRefusal("libavro \(what): \(String(cString: avro_strerror()))")
    }
}
