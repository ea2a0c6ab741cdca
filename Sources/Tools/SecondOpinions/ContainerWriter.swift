internal import CAvro

/// Writes an Avro container file (Avro 1.11, "Object Container Files") with libavro: codecs null, deflate and snappy.
///
/// libavro prints the schema into the file as it understood it: without documentation, defaults and logical types.
final class ContainerWriter {
    private let writer: avro_file_writer_t

    /// What one datum may have. libavro collects a block in memory of this size, of which the kernel gives what is touched.
    private static let maxBlockBytes = 64 << 20

    /// - Parameter path: nothing may be there that is still needed.
    init(creating path: String, codec: String, schema text: String) throws(OpinionRefusal) {
        var parsed: avro_schema_t?
        guard avro_schema_from_json_length(text, text.utf8.count, &parsed) == 0, let parsed else {
            throw Self.refusal("the schema")
        }
        defer { avro_schema_decref(parsed) }
        var made: avro_file_writer_t?
        guard avro_file_writer_create_with_codec(path, parsed, &made, codec, Self.maxBlockBytes) == 0, let made else {
            throw Self.refusal("to write \(path)")
        }
        writer = made
    }

    /// Goes on at the end of a file, which must be that of a block.
    init(continuing path: String) throws(OpinionRefusal) {
        var made: avro_file_writer_t?
        guard avro_file_writer_open_bs(path, &made, Self.maxBlockBytes) == 0, let made else {
            throw Self.refusal("to go on with \(path)")
        }
        writer = made
    }

    deinit { avro_file_writer_close(writer) }

    /// Writes data as one block, and hands them to the kernel.
    func write(_ data: [[UInt8]]) throws(OpinionRefusal) {
        for datum in data {
            guard avro_file_writer_append_encoded(writer, datum, Int64(datum.count)) == 0 else {
                throw Self.refusal("a datum of \(datum.count) bytes")
            }
        }
        guard avro_file_writer_sync(writer) == 0, avro_file_writer_flush(writer) == 0 else { throw Self.refusal("the block") }
    }

    private static func refusal(_ what: String) -> OpinionRefusal {
        OpinionRefusal("libavro refuses \(what): \(String(cString: avro_strerror()))")
    }
}
